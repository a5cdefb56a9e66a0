package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * One request header with a secret, for one scheme, host and port and sent nowhere else, also not after a redirect.
 *
 * @param origin {@code https://host[:port]/}
 * @param header the header's name
 * @param value its value
 */
public record Credential(URI origin, String header, String value) {
    /** HTTP Basic (RFC 7617, UTF-8). */
    public static Credential basic(String url, String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return header(url, "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    /** A bearer token (RFC 6750). */
    public static Credential bearer(String url, String token) {
        return header(url, "Authorization", "Bearer " + token);
    }

    /** A cookie, {@code name=value}. */
    public static Credential cookie(String url, String cookie) {
        return header(url, "Cookie", cookie);
    }

    /**
     * A key in a header of its own.
     *
     * @throws MisuseException if the URL is none, or the value cannot stand in a header
     */
    public static Credential header(String url, String name, String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new MisuseException("the secret for " + RemoteUri.shown(url) + " holds control characters");
        }
        try {
            return new Credential(origin(RemoteUri.parse(url)), name, value);
        } catch (FinalException e) {
            throw new MisuseException(e.getMessage() + " (expected https://host or https://host:port)", e);
        }
    }

    /**
     * The secret that a configuration value refers to: {@code env:NAME} or {@code file:/path}, of which the first line.
     *
     * @throws MisuseException for a literal, and for what is not there; the secret is never in the message
     */
    public static String secret(String key, String reference) {
        if (reference.startsWith("env:")) {
            String value = System.getenv(reference.substring(4));
            if (value == null) {
                throw new MisuseException(key + ": there is no environment variable " + reference.substring(4));
            }
            return value;
        }
        if (!reference.startsWith("file:")) {
            throw new MisuseException(
                    key + ": secrets do not stand in the configuration; expected env:NAME or file:/path");
        }
        try {
            String content = Files.readString(Path.of(reference.substring(5)));
            return content.lines().findFirst().orElse("").strip();
        } catch (IOException | IllegalArgumentException e) {
            throw new MisuseException(key + ": " + reference + " cannot be read", e);
        }
    }

    /** @param uri one that {@link RemoteUri} made */
    public boolean isFor(URI uri) {
        return origin.equals(origin(uri));
    }

    /** Scheme, host and port of a URI that {@link RemoteUri} made. */
    static URI origin(URI uri) {
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + "/");
    }

    @Override
    public String toString() {
        return "Credential[" + origin + " " + header + "]";
    }
}
