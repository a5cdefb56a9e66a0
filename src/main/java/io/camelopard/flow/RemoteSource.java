package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.fits.Source;
import io.camelopard.transfer.DiskException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file at a server, of which ranges are asked for (RFC 9110, section 14), all of one version. For one thread.
 */
final class RemoteSource implements Source {
    private static final int BEGINNING = 1 << 16;
    private static final long MOST = 8 << 20;
    private static final int PARTIAL = 206;
    private static final Pattern RANGE = Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})");

    private final Fetch whole;
    private final Function<Fetch, Fetched> ask;
    private final ByteBuffer beginning = ByteBuffer.allocate(BEGINNING);
    private final Fetched first;
    private final long length;
    private long bytes;

    /**
     * Asks for the beginning.
     *
     * @param ask gets an answer, whatever its status; its file is deleted here
     * @throws FinalException for a server that sends the whole file, or none
     */
    RemoteSource(Fetch whole, Function<Fetch, Fetched> ask) throws IOException {
        this.whole = whole;
        this.ask = ask;
        this.first = ask(0, BEGINNING - 1L, beginning, whole.headers());
        beginning.flip();
        this.length = first.isUnchanged() ? 0 : total(first);
    }

    /** The answer with the beginning, without its file. */
    Fetched first() {
        return first;
    }

    /** How many bytes were asked for. */
    long bytes() {
        return bytes;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        if (position >= length) {
            return -1;
        }
        int before = target.position();
        if (position < beginning.limit()) {
            int count = (int) Math.min(target.remaining(), beginning.limit() - position);
            target.put(target.position(), beginning, (int) position, count);
            target.position(before + count);
        } else {
            long last = Math.min(length, position + Math.min(MOST, target.remaining())) - 1;
            Map<String, String> version = new HashMap<>();
            first.validator().ifPresent(validator -> version.put("If-Range", validator));
            Fetched answer = ask(position, last, target, version);
            if (total(answer) != length || !answer.validator().equals(first.validator())) {
                throw new TransientException(shown() + ": the file has changed while ranges of it were read");
            }
        }
        return target.position() - before;
    }

    private Fetched ask(long from, long last, ByteBuffer target, Map<String, String> headers) throws IOException {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Range", "bytes=" + from + "-" + last);
        Fetched answer = ask.apply(new Fetch(
                Fetch.Use.QUESTION, "GET", whole.url(), null, all, last - from + 1, whole.key() + " range", null));
        Path file = answer.staged().path();
        try {
            if (!answer.isUnchanged()) {
                check(answer, from, last);
                read(file, target);
            }
            return answer;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void check(Fetched answer, long from, long last) {
        if (answer.status() != PARTIAL) {
            throw new FinalException("%s: status %d to a request for a range".formatted(shown(), answer.status()));
        }
        Matcher range = range(answer);
        long there = answer.body().bytes();
        boolean fits = range != null
                && Long.parseLong(range.group(1)) == from
                && Long.parseLong(range.group(2)) == from + there - 1
                && (there == last - from + 1 || from + there == Long.parseLong(range.group(3)));
        if (!fits) {
            throw new FinalException("%s: bytes %d to %d were asked for, and the answer has %d with Content-Range '%s'"
                    .formatted(shown(), from, last, there, answer.headers().get("content-range")));
        }
    }

    private static @Nullable Matcher range(Fetched answer) {
        Matcher range = RANGE.matcher(answer.headers().getOrDefault("content-range", ""));
        return range.matches() ? range : null;
    }

    private static long total(Fetched answer) {
        return Long.parseLong(Objects.requireNonNull(range(answer)).group(3));
    }

    private void read(Path file, ByteBuffer target) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long at = 0;
            for (int n = channel.read(target, at); n > 0; n = channel.read(target, at)) {
                at += n;
            }
            bytes += at;
        } catch (IOException e) {
            throw DiskException.of(file, e);
        }
    }

    private String shown() {
        return Places.shown(whole.url());
    }
}
