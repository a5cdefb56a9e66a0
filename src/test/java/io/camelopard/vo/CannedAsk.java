package io.camelopard.vo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Answers from a function, remembers what was asked, and spools like the real thing. */
final class CannedAsk implements Ask {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reply(int status, Map<String, String> headers, byte[] body) {
        static Reply of(int status, String body) {
            return new Reply(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
        }

        static Reply of(String body) {
            return of(200, body);
        }

        static Reply sample(String name) {
            try {
                return new Reply(
                        200,
                        Map.of(),
                        Files.readAllBytes(Cases.RESOURCES.resolve("vo-samples").resolve(name)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Path folder;
    private final Function<Request, Reply> server;
    private final List<Request> requests = new ArrayList<>();

    CannedAsk(Path folder, Function<Request, Reply> server) {
        this.folder = folder;
        this.server = server;
    }

    @Override
    public Answer ask(Request request) {
        requests.add(request);
        Reply reply = server.apply(request);
        try {
            Path body = Files.createTempFile(folder, "answer", null);
            Files.write(body, reply.body());
            return new Answer(reply.status(), request.uri(), reply.headers(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Request> requests() {
        return requests;
    }

    List<String> uris() {
        return requests.stream().map(Request::uri).toList();
    }

    /** How many spooled answers were not closed. */
    long leftBehind() {
        try (var files = Files.list(folder)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
