package io.camelopard.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file elsewhere, opened, or why it could not be, in the terms of HTTP.
 *
 * @param status 200, 206 where a range was asked for, 304 where it has not changed, or another one of HTTP for what went wrong
 * @param headers of it, by lower-case name
 * @param reason for people, where it went wrong
 * @param body closed by who has this; closed before its end it costs a connection, nothing is drained
 */
public record Opened(
        int status, Map<String, String> headers, @Nullable String reason, InputStream body) implements AutoCloseable {
    public Opened {
        headers = Map.copyOf(headers);
    }

    static Opened nothing(int status, Map<String, String> headers, @Nullable String reason) {
        return new Opened(status, headers, reason, InputStream.nullInputStream());
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
