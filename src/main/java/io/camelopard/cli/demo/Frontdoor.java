package io.camelopard.cli.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** Leads each request to its service by path, and writes the reply at the archive's pace. */
final class Frontdoor implements HttpHandler {
    private final Pace pace;
    private final NameService names = new NameService();
    private final RegistryService registry;
    private final ConeService cone;
    private final DatalinkService datalink;
    private final FileTree files;

    Frontdoor(URI base, Pace pace) {
        this.pace = pace;
        registry = new RegistryService(base);
        cone = new ConeService(base);
        datalink = new DatalinkService(base);
        files = new FileTree();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            pace.await();
            send(exchange, answer(Call.of(exchange)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Reply answer(Call call) {
        String path = call.path();
        if (path.startsWith(NameService.PATH)) {
            return names.answer(call);
        }
        if (path.startsWith(FileTree.ROOT)) {
            return files.answer(call);
        }
        return switch (path) {
            case "/tap/sync" -> registry.answer(call);
            case "/xamin/vo/cone" -> cone.answer(call);
            case "/xamin/vo/datalink", "/xamin/vo/datalink/numaster" -> datalink.answer(call);
            case "/xamin/bib" -> Reply.page(200, "Bibliography", "No publication is recorded in this demonstration.");
            default -> notFound();
        };
    }

    static Reply notFound() {
        return Reply.page(404, "Not Found", "The requested URL was not found on this server.");
    }

    private void send(HttpExchange exchange, Reply reply) throws IOException, InterruptedException {
        for (Map.Entry<String, String> header : reply.headers().entrySet()) {
            exchange.getResponseHeaders().set(header.getKey(), header.getValue());
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(reply.body().length));
            exchange.sendResponseHeaders(reply.status(), -1);
        } else {
            exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
            pace.write(reply.body(), exchange.getResponseBody());
        }
    }
}
