package io.camelopard.cli.demo;

import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Sesame, a registry, the numaster cone search, its DataLink and the directories behind it, on a free loopback port.
 *
 * <p>The content is the same, byte for byte, at every start. One file answers its first request with 503 and
 * {@code Retry-After}, one observation has no public data. Safe for use by any number of clients at once; whoever
 * starts it closes it.
 */
public final class DemoArchive implements Closeable {
    private final HttpServer server;
    private final ExecutorService workers;

    private DemoArchive(HttpServer server, ExecutorService workers) {
        this.server = server;
        this.workers = workers;
    }

    /** Starts an archive that answers as fast as it can. */
    public static DemoArchive start() throws IOException {
        return start(Pace.unlimited());
    }

    /** Starts an archive that answers no faster than {@code pace}. */
    public static DemoArchive start(Pace pace) throws IOException {
        // Header and body are two writes; without this each answer waits 40 ms for the client's delayed ACK.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        ExecutorService workers = Executors.newCachedThreadPool(DemoArchive::daemon);
        DemoArchive archive = new DemoArchive(server, workers);
        server.createContext("/", new Frontdoor(archive.base(), pace));
        server.setExecutor(workers);
        server.start();
        return archive;
    }

    /** Scheme, host and port; no path. */
    public URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /**
     * The configuration that points a harvest which names the real services at this archive, and keeps it in this process: on
     * other machines nothing answers at its address.
     */
    public Map<String, String> settings() {
        return Map.of(
                "camelopard.sesame.url", base() + "/cgi-bin/nph-sesame",
                "camelopard.registry.url", base() + "/tap",
                "camelopard.network.allow", "127.0.0.0/8",
                "camelopard.ledger.url", "",
                "camelopard.queue.harvests", "seda:harvests",
                "camelopard.queue.products", "seda:products");
    }

    /** Stops at once; requests under way are cut. */
    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "demo-archive");
        thread.setDaemon(true);
        return thread;
    }
}
