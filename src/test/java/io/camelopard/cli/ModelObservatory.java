package io.camelopard.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.camelopard.testing.TestContent;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * The services that the shipped harvests name, on one loopback port: the first segment of a path is the real host's. A
 * request whose parameters are not those expected gets a 400 that says so, so that a wrong question is seen. Products are
 * FITS files that differ by path.
 */
final class ModelObservatory implements Closeable {
    /** What a request asked, with names of parameters in upper case. */
    record Asked(String host, String path, Map<String, String> params) {
        String param(String name) {
            return params.getOrDefault(name, "");
        }

        Asked expect(String... namesAndValues) {
            for (int i = 0; i < namesAndValues.length; i += 2) {
                String found = param(namesAndValues[i]);
                if (!found.equals(namesAndValues[i + 1])) {
                    throw new IllegalArgumentException("%s: %s is '%s', expected '%s'"
                            .formatted(path, namesAndValues[i], found, namesAndValues[i + 1]));
                }
            }
            return this;
        }
    }

    /** An answer; without a body only its status. */
    @SuppressWarnings("ArrayRecordComponent") // given out and never compared
    record Said(int status, String type, byte[] body) {
        static Said votable(String text) {
            return new Said(200, "application/x-votable+xml", text.getBytes(StandardCharsets.UTF_8));
        }

        static Said json(String text) {
            return new Said(200, "application/json", text.getBytes(StandardCharsets.UTF_8));
        }

        static Said text(int status, String text) {
            return new Said(status, "text/plain", text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static final Path ANSWERS = Path.of("src/test/resources/shipped");

    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final Map<String, Function<Asked, Said>> services = new LinkedHashMap<>();
    private final Map<String, byte[]> given = new ConcurrentHashMap<>();

    ModelObservatory() {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(workers);
        server.start();
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What a real address is here, for {@code camelopard.rewrite}. */
    String rewrite(String origin) {
        return origin + "/ => " + base() + "/" + origin.replaceFirst("https?://", "") + "/";
    }

    /** @param path of the real host, with the host before it; also everything below it */
    ModelObservatory serve(String path, Function<Asked, Said> service) {
        services.put("/" + path, service);
        return this;
    }

    /** A recorded or modelled answer. */
    static Said recorded(String file) {
        try {
            return new Said(200, "application/x-votable+xml", Files.readAllBytes(ANSWERS.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Said json(String file) {
        Said said = recorded(file);
        return new Said(said.status(), "application/json", said.body());
    }

    /** A product, remembered so that its digest is known. */
    Said product(Asked asked) {
        return new Said(200, "application/octet-stream", given.computeIfAbsent(asked.path(), ModelObservatory::fits));
    }

    /** The digests of the products that were given out. */
    List<String> digests() {
        return given.values().stream().map(TestContent::sha256).sorted().toList();
    }

    /** A FITS file of its own for each name. */
    static byte[] fits(String name) {
        byte[] file = TestContent.fits(5760 + 2880 * Math.floorMod(name.hashCode(), 8));
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, file, file.length - text.length, text.length);
        return file;
    }

    private void answer(HttpExchange exchange) throws IOException {
        Said said = said(exchange);
        if (said.status() == 204) {
            exchange.sendResponseHeaders(204, -1);
        } else {
            exchange.getResponseHeaders().set("Content-Type", said.type());
            exchange.sendResponseHeaders(said.status(), said.body().length);
            exchange.getResponseBody().write(said.body());
        }
        exchange.close();
    }

    private Said said(HttpExchange exchange) throws IOException {
        Asked asked = asked(exchange);
        try {
            return services.entrySet().stream()
                    .filter(service -> asked.path().startsWith(service.getKey()))
                    .findFirst()
                    .map(service -> service.getValue().apply(asked))
                    .orElseGet(() -> Said.text(404, "nothing at " + asked.path()));
        } catch (IllegalArgumentException e) {
            return Said.text(400, e.getMessage());
        }
    }

    private static Asked asked(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> params = new TreeMap<>();
        List<String> parts = new ArrayList<>();
        String query = exchange.getRequestURI().getRawQuery();
        parts.addAll(List.of((query == null ? "" : query).split("&")));
        parts.addAll(List.of(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).split("&")));
        for (String part : parts) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                params.merge(
                        URLDecoder.decode(part.substring(0, equals), StandardCharsets.UTF_8)
                                .toUpperCase(java.util.Locale.ROOT),
                        URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8),
                        (one, other) -> one + "\n" + other);
            }
        }
        return new Asked(path.split("/", 3)[1], path, params);
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
