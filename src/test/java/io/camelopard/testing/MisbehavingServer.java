package io.camelopard.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * An HTTP/1.1 server on loopback that does on request what archives do unasked, and remembers every request.
 *
 * <pre>{@code
 * try (MisbehavingServer archive = MisbehavingServer.start()) {
 *     archive.serve("/x.fits").bytes(28_800).thenCloseAfter(4_096).everyTime();
 *     archive.serve("/y.fits").bytes(28_800).status(503).retryAfter(3).times(2);     // then good
 *     …
 *     assertThat(archive.requests("/x.fits")).hasSize(1);
 * }
 * }</pre>
 *
 * <p>What a path serves is said once ({@link Resource}); its misbehaviour is all that was said, and holds for {@code
 * everyTime()}, the default, or the first {@code times(n)} requests. Written on bare sockets, a daemon thread each,
 * because a decent server library cannot be made to lie. Resources may be added while it runs.
 */
public final class MisbehavingServer implements AutoCloseable {
    /**
     * One request as it arrived.
     *
     * @param headers by lower-case name, the last of each
     * @param connection counts connections from 1: equal numbers came over the same one
     * @param nanoTime when it had arrived
     */
    public record Request(
            String method, String target, Map<String, String> headers, String body, long connection, long nanoTime) {
        /** Without the query. */
        public String path() {
            return target.replaceFirst("\\?.*", "");
        }

        public String header(String name) {
            return headers.get(name);
        }
    }

    private final ServerSocket listener;
    private final Map<String, Resource> resources = new ConcurrentHashMap<>();
    private final List<Request> log = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger mostActive = new AtomicInteger();
    private volatile Clock clock = Clock.systemUTC();
    private volatile Resource otherwise;

    private MisbehavingServer(ServerSocket listener) {
        this.listener = listener;
        this.otherwise = new Resource(this, "").status(404).text("no such file");
    }

    /** On a free port of 127.0.0.1. */
    public static MisbehavingServer start() {
        return start("127.0.0.1");
    }

    /** On a free port of another loopback address, such as {@code 127.0.0.2} or {@code ::1}: another host. */
    public static MisbehavingServer start(String address) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.bind(new InetSocketAddress(InetAddress.getByName(address), 0), 200);
            return start(listener);
        } catch (IOException e) {
            throw new IllegalStateException("cannot listen on " + address, e);
        }
    }

    /** On a listener of one's own, which may be one with TLS. */
    public static MisbehavingServer start(ServerSocket listener) {
        MisbehavingServer server = new MisbehavingServer(listener);
        daemon("archive-" + listener.getLocalPort(), server::accept);
        return server;
    }

    /** What a path has to offer, without query. Said again, it begins anew. */
    public Resource serve(String path) {
        Resource resource = new Resource(this, path);
        resources.put(path, resource);
        return resource;
    }

    /** What all paths have that nothing was said about; at first a 404. */
    public Resource otherwise() {
        Resource resource = new Resource(this, "");
        otherwise = resource;
        return resource;
    }

    /** {@code http://127.0.0.1:PORT/path}. */
    public String url(String path) {
        String host = listener.getInetAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port() + path;
    }

    public URI uri(String path) {
        return URI.create(url(path));
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** All requests, in order. */
    public List<Request> requests() {
        return List.copyOf(log);
    }

    /** Those for a path. */
    public List<Request> requests(String path) {
        return requests(request -> request.path().equals(path));
    }

    public List<Request> requests(Predicate<Request> which) {
        return log.stream().filter(which).toList();
    }

    /** Connections open at this moment, as the server sees it: it notices a client's close by reading or writing. */
    public int openConnections() {
        return open.size();
    }

    /** Connections accepted so far. */
    public long acceptedConnections() {
        return connections.get();
    }

    /** Most requests that were being answered at the same time. */
    public int mostAtOnce() {
        return mostActive.get();
    }

    /** The clock behind the {@code Date} header and {@code Retry-After} dates. */
    public void clock(Clock own) {
        this.clock = own;
    }

    Clock clock() {
        return clock;
    }

    /** Forgets the requests so far. */
    public void forget() {
        log.clear();
    }

    @Override
    public void close() {
        quietly(listener);
        open.forEach(MisbehavingServer::quietly);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                long id = connections.incrementAndGet();
                daemon("archive-" + port() + "-" + id, () -> converse(socket, id));
            } catch (IOException e) {
                // Closed, or out of descriptors: the loop's condition tells which.
                Thread.onSpinWait();
            }
        }
    }

    private void converse(Socket socket, long connection) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean again = true;
            while (again) {
                Request request = RequestReader.read(in, connection);
                if (request == null) {
                    return;
                }
                log.add(request);
                again = answer(request, socket);
            }
        } catch (IOException e) {
            // The client went away, which is what many tests are about.
            quietly(socket);
        } finally {
            open.remove(socket);
        }
    }

    private boolean answer(Request request, Socket socket) throws IOException {
        int now = active.incrementAndGet();
        mostActive.accumulateAndGet(now, Math::max);
        AtomicBoolean ended = new AtomicBoolean();
        Runnable end = () -> {
            if (!ended.getAndSet(true)) {
                active.decrementAndGet();
            }
        };
        try {
            Resource resource = resources.getOrDefault(request.path(), otherwise);
            return resource.next().write(request, socket, end);
        } finally {
            end.run();
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void quietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is being thrown away.
            Thread.onSpinWait();
        }
    }
}
