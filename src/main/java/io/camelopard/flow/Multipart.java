package io.camelopard.flow;

import io.camelopard.TransientException;
import io.camelopard.transfer.Staged;
import io.camelopard.vo.Request;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * The body of a POST with files as {@code multipart/form-data} (RFC 7578), spooled, so that its length is known and it can
 * be sent again: services are found that do not take a body in chunks.
 */
record Multipart(Path file, String contentType) {
    private static final String LINE = "\r\n";

    /** Writes the parameters and then the files; the caller closes the spool when the request is through. */
    static Multipart spool(Request request, Staged spool) {
        String boundary = "camelopard-" + UUID.randomUUID();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(spool.path()))) {
            for (Map.Entry<String, String> param : request.params()) {
                head(out, boundary, "name=\"" + quoted(param.getKey()) + "\"", "");
                text(out, param.getValue() + LINE);
            }
            for (Request.Part part : request.files()) {
                String name = quoted(part.name());
                head(
                        out,
                        boundary,
                        "name=\"" + name + "\"; filename=\"" + name + "\"",
                        "Content-Type: " + part.contentType() + LINE);
                Files.copy(part.content(), out);
                text(out, LINE);
            }
            text(out, "--" + boundary + "--" + LINE);
        } catch (IOException e) {
            throw new TransientException(spool.path() + ": the request cannot be spooled: " + e.getMessage(), e);
        }
        return new Multipart(spool.path(), "multipart/form-data; boundary=" + boundary);
    }

    private static void head(OutputStream out, String boundary, String names, String more) throws IOException {
        text(out, "--" + boundary + LINE + "Content-Disposition: form-data; " + names + LINE + more + LINE);
    }

    // RFC 7578, section 2, with the escapes of browsers.
    private static String quoted(String name) {
        return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
