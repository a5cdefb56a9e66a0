package io.camelopard.vo;

import io.camelopard.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What was asked of whom, as one text: the same request, with the same files, has the same at any time. */
final class Fingerprint {
    private Fingerprint() {}

    static String of(Request request) {
        MessageDigest digest = sha256();
        digest.update((request.url() + "\n" + request.form()).getBytes(StandardCharsets.UTF_8));
        for (Request.Part part : request.files()) {
            digest.update(("\n" + part.name() + "\n").getBytes(StandardCharsets.UTF_8));
            add(part, digest);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(Request.Part part, MessageDigest digest) {
        try (InputStream in = new DigestInputStream(Files.newInputStream(part.content()), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new TransientException(part.content() + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
