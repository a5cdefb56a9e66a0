package io.camelopard.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves one file, at every address, with ranges, and counts what it sends; as a bucket without signatures too. */
public final class RangeServer implements Closeable {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-([0-9]+)");

    private final Path file;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean ranges = true;
    private volatile boolean changing;

    private RangeServer(Path file) throws IOException {
        this.file = file;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    public static RangeServer of(Path file) throws IOException {
        return new RangeServer(file);
    }

    public RangeServer withoutRanges() {
        ranges = false;
        return this;
    }

    /** It is another version from the second request on. */
    public RangeServer changing() {
        changing = true;
        return this;
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Bytes of bodies. */
    public long sent() {
        return sent.get();
    }

    public int requests() {
        return requests.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange;
                FileChannel channel = FileChannel.open(file)) {
            boolean second = requests.incrementAndGet() > 1;
            String etag = changing && second ? "\"2\"" : "\"1\"";
            String asked = exchange.getRequestHeaders().getFirst("Range");
            String condition = exchange.getRequestHeaders().getFirst("If-Range");
            Matcher range = RANGE.matcher(asked == null ? "" : asked);
            boolean part = ranges && range.matches() && (condition == null || condition.equals(etag));
            long from = part ? Long.parseLong(range.group(1)) : 0;
            long end = part ? Math.min(channel.size(), Long.parseLong(range.group(2)) + 1) : channel.size();
            exchange.getResponseHeaders().set("ETag", etag);
            exchange.getResponseHeaders().set("Content-Type", "application/fits");
            if (part) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes %d-%d/%d".formatted(from, end - 1, channel.size()));
            }
            exchange.sendResponseHeaders(part ? 206 : 200, end - from);
            send(channel, from, end, exchange.getResponseBody());
        }
    }

    private void send(FileChannel channel, long from, long end, OutputStream out) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        for (long at = from; at < end; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
            int n = channel.read(buffer, at);
            out.write(buffer.array(), 0, n);
            sent.addAndGet(n);
            at += n;
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
