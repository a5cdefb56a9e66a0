package io.camelopard.testing;

import io.camelopard.testing.MisbehavingServer.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One answer: what is said and how it is written. A value; the {@code with} methods make changed copies. */
final class Answer implements Cloneable {
    enum Head {
        SENT,
        NONE,
        RESET,
        STALL,
        DRIP
    }

    enum Framing {
        LENGTH,
        CHUNKED,
        CHUNKED_WITHOUT_END,
        UNTIL_CLOSE
    }

    enum Cut {
        CLOSE,
        RESET,
        STALL
    }

    enum Ranges {
        SERVED,
        IGNORED,
        EARLY,
        SHORT,
        OTHER_TOTAL,
        FROM_START,
        WITHOUT_IF_RANGE
    }

    /** Bytes that are computed where they are needed. */
    private interface Body {
        byte[] bytes(long from, int count);
    }

    private int status = 200;
    private Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private Body body = (from, count) -> new byte[count];
    private long length;
    private Head head = Head.SENT;
    private Framing framing = Framing.LENGTH;
    private Cut cut = Cut.CLOSE;
    private long cutAt = Long.MAX_VALUE;
    private long lengthOff;
    private long flipAt = -1;
    private long speed;
    private Ranges ranges = Ranges.SERVED;
    private long rangeOff;
    private Duration pause = Duration.ZERO;
    private Duration delay = Duration.ZERO;
    private Clock clock = Clock.systemUTC();
    private @Nullable CountDownLatch latch;
    private byte @Nullable [] raw;

    private Answer() {}

    static Answer of(byte[] content) {
        return new Answer().withContent(content);
    }

    private Answer copy() {
        try {
            Answer copy = (Answer) clone();
            copy.headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            copy.headers.putAll(headers);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    int status() {
        return status;
    }

    Answer withStatus(int code) {
        Answer copy = copy();
        copy.status = code;
        return copy;
    }

    Answer withHeader(String name, String value) {
        Answer copy = copy();
        copy.headers.put(name, value);
        return copy;
    }

    Answer withoutHeader(String name) {
        Answer copy = copy();
        copy.headers.remove(name);
        return copy;
    }

    Answer withContent(byte[] content) {
        Answer copy = copy();
        copy.length = content.length;
        copy.body = (from, count) -> java.util.Arrays.copyOfRange(content, (int) from, (int) from + count);
        return copy;
    }

    Answer withComputed(long seed, long bytes) {
        Answer copy = copy();
        copy.length = bytes;
        copy.body = (from, count) -> TestContent.bytes(seed, from, count);
        return copy;
    }

    Answer withFits(long bytes) {
        Answer copy = copy();
        copy.length = bytes;
        copy.body = (from, count) -> TestContent.fits(bytes, from, count);
        return copy;
    }

    Answer withHead(Head how) {
        Answer copy = copy();
        copy.head = how;
        return copy;
    }

    Answer withFraming(Framing how) {
        Answer copy = copy();
        copy.framing = how;
        return copy;
    }

    Answer withCut(long at, Cut how) {
        Answer copy = copy();
        copy.cutAt = at;
        copy.cut = how;
        return copy;
    }

    Answer withLengthOff(long delta) {
        Answer copy = copy();
        copy.lengthOff = delta;
        return copy;
    }

    Answer withFlip(long at) {
        Answer copy = copy();
        copy.flipAt = at;
        return copy;
    }

    Answer withSpeed(long bytesPerSecond) {
        Answer copy = copy();
        copy.speed = bytesPerSecond;
        return copy;
    }

    Answer withRanges(Ranges how, long off) {
        Answer copy = copy();
        copy.ranges = how;
        copy.rangeOff = off;
        return copy;
    }

    Answer withPause(Duration each) {
        Answer copy = copy();
        copy.pause = each;
        return copy;
    }

    Answer withDelay(Duration before) {
        Answer copy = copy();
        copy.delay = before;
        return copy;
    }

    Answer withLatch(CountDownLatch until) {
        Answer copy = copy();
        copy.latch = until;
        return copy;
    }

    Answer withClock(Clock own) {
        Answer copy = copy();
        copy.clock = own;
        return copy;
    }

    Answer withRaw(byte[] bytes) {
        Answer copy = copy();
        copy.raw = bytes;
        return copy;
    }

    Answer gzipped() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return withContent(packed.toByteArray()).withHeader("Content-Encoding", "gzip");
    }

    byte[] content() {
        return body.bytes(0, Math.toIntExact(length));
    }

    String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (long at = 0; at < length; at += 1 << 16) {
                digest.update(body.bytes(at, (int) Math.min(1 << 16, length - at)));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- writing

    /** Writes this answer; tells whether the connection can take another request. */
    boolean write(Request request, Socket socket, Runnable end) throws IOException {
        hold();
        OutputStream out = socket.getOutputStream();
        if (raw != null) {
            out.write(raw);
            return false;
        }
        switch (head) {
            case NONE -> {
                return false;
            }
            case RESET -> {
                return reset(socket);
            }
            case STALL -> {
                return stall(socket);
            }
            case DRIP -> {
                return dripHead(out);
            }
            default -> {
                return writeWhole(request, socket, out, end);
            }
        }
    }

    private void hold() {
        LockSupport.parkNanos(delay.toNanos());
        if (latch != null) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean dripHead(OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
        while (true) {
            out.write('x');
            out.flush();
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    private boolean writeWhole(Request request, Socket socket, OutputStream out, Runnable end) throws IOException {
        Range range = Range.of(request, this);
        boolean hasBody = !request.method().equals("HEAD") && status != 204 && status != 304;
        StringBuilder text = new StringBuilder("HTTP/1.1 " + range.status(status) + " Status\r\n");
        Map<String, String> all = new TreeMap<>(headers);
        all.putIfAbsent("Date", Resource.date(clock.instant()));
        if (range.contentRange() != null) {
            all.put("Content-Range", range.contentRange());
        }
        frame(all, range.count());
        all.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        out.write(text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
        return hasBody ? writeBody(range, socket, out, end) : framing == Framing.LENGTH;
    }

    private void frame(Map<String, String> all, long count) {
        switch (framing) {
            case LENGTH -> all.put("Content-Length", String.valueOf(Math.max(0, count + lengthOff)));
            case UNTIL_CLOSE -> all.put("Connection", "close");
            default -> all.put("Transfer-Encoding", "chunked");
        }
    }

    /** @param over told before the last byte: its reader may ask for something else before this thread goes on */
    private boolean writeBody(Range range, Socket socket, OutputStream out, Runnable over) throws IOException {
        boolean chunked = framing == Framing.CHUNKED || framing == Framing.CHUNKED_WITHOUT_END;
        long end = Math.min(range.count(), cutAt);
        int piece = speed > 0 ? (int) Math.max(1, Math.min(speed / 20, 1 << 14)) : 1 << 14;
        for (long at = 0; at < end; ) {
            int n = (int) Math.min(piece, end - at);
            if (at + n >= end) {
                over.run();
            }
            writePiece(out, bytes(range.first() + at, n), chunked);
            at += n;
            if (speed > 0) {
                LockSupport.parkNanos(1_000_000_000L * n / speed);
            }
        }
        if (cutAt < range.count()) {
            return cut(socket);
        }
        if (framing == Framing.CHUNKED) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        // Who sends more than was announced does not know it, and keeps the connection.
        return lengthOff <= 0 && (framing == Framing.LENGTH || framing == Framing.CHUNKED);
    }

    private static void writePiece(OutputStream out, byte[] bytes, boolean chunked) throws IOException {
        if (chunked) {
            out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        out.write(bytes);
        if (chunked) {
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
    }

    private byte[] bytes(long from, int count) {
        byte[] bytes = body.bytes(from, count);
        if (flipAt >= from && flipAt < from + count) {
            bytes[(int) (flipAt - from)] ^= 1;
        }
        return bytes;
    }

    private boolean cut(Socket socket) throws IOException {
        return switch (cut) {
            case CLOSE -> false;
            case RESET -> reset(socket);
            case STALL -> stall(socket);
        };
    }

    private static boolean reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
        return false;
    }

    /** Until the client closes. */
    private static boolean stall(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {
            Thread.onSpinWait();
        }
        return false;
    }

    /** The part of the content that goes out. */
    private record Range(long first, long count, @Nullable String contentRange, boolean unsatisfiable) {
        static Range of(Request request, Answer answer) {
            String asked = request.header("range");
            boolean served = asked != null
                    && answer.status == 200
                    && answer.ranges != Ranges.IGNORED
                    && asked.matches("bytes=\\d+-\\d*")
                    && (answer.ranges == Ranges.WITHOUT_IF_RANGE || current(request, answer));
            if (!served) {
                return new Range(0, answer.length, null, false);
            }
            String[] ends = asked.substring("bytes=".length()).split("-", 2);
            long first = Long.parseLong(ends[0]);
            long last = !ends[1].isEmpty() ? Math.min(Long.parseLong(ends[1]), answer.length - 1) : answer.length - 1;
            if (first >= answer.length) {
                return new Range(0, 0, "bytes */" + answer.length, true);
            }
            return answer.range(first, last);
        }

        private static boolean current(Request request, Answer answer) {
            String validator = request.header("if-range");
            return validator == null
                    || (validator.startsWith("\"") && validator.equals(answer.headers.get("ETag")))
                    || validator.equals(answer.headers.get("Last-Modified"));
        }

        int status(int whole) {
            return unsatisfiable ? 416 : contentRange == null ? whole : 206;
        }
    }

    private Range range(long first, long asked) {
        long start = ranges == Ranges.EARLY ? Math.max(0, first - rangeOff) : first;
        long last = ranges == Ranges.SHORT ? Math.max(first, asked - rangeOff) : asked;
        long total = ranges == Ranges.OTHER_TOTAL ? length + rangeOff : length;
        String contentRange = "bytes " + start + "-" + last + "/" + total;
        long from = ranges == Ranges.FROM_START ? 0 : start;
        return new Range(from, last - start + 1, contentRange, false);
    }
}
