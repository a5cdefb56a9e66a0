package io.camelopard.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A server in front of a forgiving S3 server, which refuses what some servers refuse (RELIABILITY F6 to F8, section 7):
 * chunks and trailers of AWS, a body without Content-MD5, deleting several objects, tags; it says errors without a message,
 * and an empty ETag at the end of an upload. Conditions of a write it either does not know or keeps.
 */
public final class StrictS3 implements AutoCloseable {
    private static final Set<String> NOT_FORWARDED = Set.of(
            "host",
            "connection",
            "content-length",
            "expect",
            "upgrade",
            "transfer-encoding",
            "if-none-match",
            "if-match");
    private static final Set<String> NOT_ANSWERED = Set.of("connection", "transfer-encoding", "content-length", "date");

    /** One request as it arrived. */
    public record Request(
            String method, String target, @Nullable String contentMd5) {}

    /** An error without words. */
    public record Refusal(int status, String code) {}

    private final String behind;
    private final boolean conditions;
    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Request> log = new CopyOnWriteArrayList<>();
    private final Map<String, String> onHead = new ConcurrentHashMap<>();
    private volatile Function<Request, @Nullable Refusal> refusing = request -> null;
    private volatile Predicate<Request> losing = request -> false;
    private volatile BiPredicate<String, String> matching = (etag, match) -> etag.equals(plain(match));

    private StrictS3(String behind, boolean conditions) {
        this.behind = behind;
        this.conditions = conditions;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(workers);
        server.start();
    }

    /** One that does not know {@code If-None-Match} of a write: status 501. */
    public static StrictS3 withoutConditions(S3Server behind) {
        return new StrictS3(behind.endpoint(), false);
    }

    /** The same in front of a server of another process. */
    public static StrictS3 withoutConditions(String behind) {
        return new StrictS3(behind, false);
    }

    /** One that keeps it: status 412 where there is an object. */
    public static StrictS3 withConditions(S3Server behind) {
        return new StrictS3(behind.endpoint(), true);
    }

    /** What is refused from now on; null is no refusal. */
    public StrictS3 refuse(Function<Request, @Nullable Refusal> what) {
        refusing = what;
        return this;
    }

    /** The connection is closed in place of the answer to what has been done. */
    public StrictS3 lose(Predicate<Request> what) {
        losing = what;
        return this;
    }

    /** How {@code If-Match} is compared, as it came, with an ETag without its quotes; at first, quotes count for nothing. */
    public StrictS3 match(BiPredicate<String, String> how) {
        matching = how;
        return this;
    }

    /** A header of all answers to HEAD from now on. */
    public StrictS3 sayOnHead(String name, String value) {
        onHead.put(name, value);
        return this;
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** All requests, in order. */
    public List<Request> requests() {
        return List.copyOf(log);
    }

    /** Those of a method. */
    public List<Request> requests(String method) {
        return log.stream().filter(request -> request.method().equals(method)).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders().getFirst("Content-MD5"));
            log.add(request);
            Refusal refusal = refusal(exchange, request);
            if (refusal != null) {
                refuse(exchange, refusal);
                return;
            }
            forward(exchange, losing.test(request));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Refusal refusal(HttpExchange exchange, Request request) throws IOException, InterruptedException {
        boolean sends = request.method().equals("PUT") && !has(exchange, "x-amz-copy-source");
        if (String.valueOf(header(exchange, "Content-Encoding")).contains("aws-chunked")) {
            return new Refusal(400, "InvalidArgument");
        }
        if (has(exchange, "x-amz-trailer")
                || String.valueOf(header(exchange, "x-amz-content-sha256")).contains("STREAMING")) {
            return new Refusal(501, "NotImplemented");
        }
        if (sends && request.contentMd5() == null) {
            return new Refusal(400, "InvalidRequest");
        }
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        if (query.matches("delete=?|tagging=?|acl=?|policy=?")
                || has(exchange, "x-amz-acl")
                || has(exchange, "x-amz-tagging")) {
            return new Refusal(501, "NotImplemented");
        }
        boolean conditional = !Set.of("GET", "HEAD").contains(request.method())
                && (has(exchange, "If-None-Match") || has(exchange, "If-Match"));
        if (conditional && !conditions) {
            return new Refusal(501, "NotImplemented");
        }
        if (conditional && !isMet(exchange)) {
            return new Refusal(412, "PreconditionFailed");
        }
        return refusing.apply(request);
    }

    private boolean isMet(HttpExchange exchange) throws IOException, InterruptedException {
        URI object = URI.create(behind + exchange.getRequestURI().getRawPath());
        HttpResponse<Void> there = client.send(
                HttpRequest.newBuilder(object)
                        .method("HEAD", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.discarding());
        if (has(exchange, "If-None-Match")) {
            return there.statusCode() == 404;
        }
        return matching.test(
                plain(there.headers().firstValue("ETag").orElse("")), String.valueOf(header(exchange, "If-Match")));
    }

    private static String plain(String etag) {
        return etag.replace("\"", "");
    }

    private void forward(HttpExchange exchange, boolean lose) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create(behind + exchange.getRequestURI().toString()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        request.method(exchange.getRequestMethod(), body(exchange));
        HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
        if (lose) {
            response.body().close();
            return; // closing the exchange closes the connection
        }
        response.headers().map().forEach((name, values) -> {
            if (!NOT_ANSWERED.contains(name.toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        answer(exchange, response);
    }

    private static BodyPublisher body(HttpExchange exchange) {
        String length = header(exchange, "Content-Length");
        return length == null || length.equals("0")
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(exchange::getRequestBody), Long.parseLong(length));
    }

    private void answer(HttpExchange exchange, HttpResponse<InputStream> response) throws IOException {
        boolean complete = exchange.getRequestMethod().equals("POST")
                && String.valueOf(exchange.getRequestURI().getRawQuery()).contains("uploadId=");
        try (InputStream body = response.body()) {
            String length = response.headers().firstValue("Content-Length").orElse(null);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", length == null ? "0" : length);
                onHead.forEach(exchange.getResponseHeaders()::set);
                exchange.sendResponseHeaders(response.statusCode(), -1);
            } else if (complete) {
                byte[] text = new String(body.readAllBytes(), StandardCharsets.UTF_8)
                        .replaceFirst("<ETag>.*</ETag>", "<ETag></ETag>")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(response.statusCode(), text.length);
                exchange.getResponseBody().write(text);
            } else if (response.statusCode() == 204 || "0".equals(length)) {
                exchange.sendResponseHeaders(response.statusCode(), -1);
            } else {
                exchange.sendResponseHeaders(response.statusCode(), length == null ? 0 : Long.parseLong(length));
                body.transferTo(exchange.getResponseBody());
            }
        }
    }

    private static void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
        byte[] text = "<?xml version=\"1.0\"?><Error><Code>%s</Code></Error>"
                .formatted(refusal.code())
                .getBytes(StandardCharsets.UTF_8);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        exchange.getResponseHeaders().set("Connection", "close");
        exchange.sendResponseHeaders(refusal.status(), head ? -1 : text.length);
        if (!head) {
            exchange.getResponseBody().write(text);
        }
    }

    private static @Nullable String header(HttpExchange exchange, String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    private static boolean has(HttpExchange exchange, String name) {
        return exchange.getRequestHeaders().containsKey(name);
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
