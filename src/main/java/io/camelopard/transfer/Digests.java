package io.camelopard.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of files and names. */
public final class Digests {
    private Digests() {}

    /** What takes the bytes of a file, piece by piece. */
    interface Sink {
        void update(byte[] bytes, int offset, int length);
    }

    static MessageDigest sha256() {
        return digest("SHA-256");
    }

    /** One of those that every Java has. */
    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    /** Of a text in UTF-8, in lower-case hexadecimal. */
    public static String sha256(String text) {
        return hex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Of a file, which is not followed if it is a link. */
    public static Received of(Path file) throws IOException {
        MessageDigest digest = sha256();
        long bytes = read(file, digest::update);
        return new Received(bytes, hex(digest.digest()));
    }

    /** Gives all bytes of a file, which is not followed if it is a link, and tells how many there were. */
    static long read(Path file, Sink sink) throws IOException {
        long bytes = 0;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] buffer = new byte[64 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sink.update(buffer, 0, n);
                bytes += n;
            }
        }
        return bytes;
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
