package io.camelopard.transfer;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One version of a file at one address, named well enough that parts of it may be put together (RFC 9110, sections 8.8.1 and
 * 13.1.5): by a strong ETag, or by a date of change that is a minute older than the answer, together with the length. An
 * ETag says nothing at another address.
 *
 * @param source a digest of the address
 * @param validator as {@code If-Range} takes it
 * @param length of the whole file; null where the server did not tell it
 * @param named whether the answer had a Content-Disposition, on which the file's name in the store may depend
 * @param digest what its server gave of the whole file; null where it gave none
 */
public record Version(
        String source,
        String validator,
        @Nullable Long length,
        boolean named,
        @Nullable ServerDigest digest) {
    private static final Duration SETTLED = Duration.ofMinutes(1);
    /** In Base64, what fits into the name of a file (255 bytes) beside the other parts of it. */
    private static final int MAX_TEXT = 138;

    /**
     * The version that an answer with a whole file names.
     *
     * @param url that was asked
     * @param headers by lower-case name
     * @param length of the whole file; null where the answer does not tell it
     * @return empty where nothing names it reliably, and for an encoded body
     */
    public static Optional<Version> of(String url, Map<String, String> headers, @Nullable Long length) {
        if (headers.containsKey("content-encoding")) {
            return Optional.empty();
        }
        boolean named = headers.containsKey("content-disposition");
        ServerDigest digest =
                ServerDigest.of(headers, true).map(ServerDigest::brief).orElse(null);
        return validator(headers, length)
                .map(text -> new Version(source(url), text, length, named, digest))
                .filter(version -> version.text().length() <= MAX_TEXT);
    }

    private static Optional<String> validator(Map<String, String> headers, @Nullable Long length) {
        String etag = headers.get("etag");
        if (etag != null) {
            return isStrong(etag) ? Optional.of(etag) : Optional.empty();
        }
        String modified = headers.get("last-modified");
        return modified != null && length != null && isSettled(modified, headers.get("date"))
                ? Optional.of(modified)
                : Optional.empty();
    }

    /** One that is no text of ASCII might not come back as it came. */
    private static boolean isStrong(String etag) {
        return etag.matches("\"[\\x21\\x23-\\x7e]+\"");
    }

    private static boolean isSettled(String modified, @Nullable String date) {
        try {
            return date != null && instant(modified).plus(SETTLED).isBefore(instant(date));
        } catch (DateTimeException e) {
            return false; // what is no date names nothing
        }
    }

    private static Instant instant(String date) {
        return Instant.from(
                DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).parse(date));
    }

    private static String source(String url) {
        return Digests.sha256(url).substring(0, 12);
    }

    /** The same with the digest that an answer with a part of the file gives, if it does. */
    Version with(Map<String, String> headers) {
        return ServerDigest.of(headers, false)
                .map(given -> new Version(source, validator, length, named, given.brief()))
                .filter(version -> version.text().length() <= MAX_TEXT)
                .orElse(this);
    }

    /** Whether it is of this address. */
    boolean isFrom(String url) {
        return source.equals(source(url));
    }

    /** Whether an answer says of itself that it is of another version; one that says nothing does not. */
    boolean isContradicted(Map<String, String> headers) {
        String said = headers.get(validator.startsWith("\"") ? "etag" : "last-modified");
        return said != null && !said.equals(validator);
    }

    private String text() {
        return String.join(
                " ",
                source,
                length == null ? "-" : length.toString(),
                named ? "n" : "-",
                digest == null ? "-" : digest.text(),
                validator);
    }

    /** As a part of a file's name: letters, digits, {@code -} and {@code _}. */
    String encoded() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text().getBytes(StandardCharsets.UTF_8));
    }

    /** Empty for what {@link #encoded} did not make. */
    static Optional<Version> decoded(String name) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(name), StandardCharsets.UTF_8).split(" ", 5);
            Long length = parts[1].equals("-") ? null : Long.valueOf(parts[1]);
            ServerDigest digest = parts[3].equals("-") ? null : ServerDigest.parse(parts[3]);
            return Optional.of(new Version(parts[0], parts[4], length, parts[2].equals("n"), digest));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
