package io.camelopard.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * The digest of a file that its server gives with it: {@code Repr-Digest} and {@code Content-Digest} (RFC 9530), {@code
 * Digest} (RFC 3230), {@code Content-MD5} (RFC 1864), {@code x-amz-checksum-*} and {@code x-goog-hash}. Of several it is the
 * strongest. What is malformed, of an unknown algorithm, or put together of the parts of an upload is none.
 *
 * @param header where it stood, for people
 */
public record ServerDigest(Algorithm algorithm, String header, String hex) {
    private static final Pattern STRUCTURED = Pattern.compile("([a-z*][a-z0-9_.*-]*)=:([^:]*):");
    private static final Pattern PLAIN = Pattern.compile("([A-Za-z0-9-]+)=([^,;\\s]+)");
    private static final String AMAZON = "x-amz-checksum-";
    private static final String BEFORE = "answer before";
    private static final int BRIEF = 24;
    private static final Pattern TEXT = Pattern.compile("([A-Z0-9_]+):([0-9a-f]{8,24})");

    /** Strongest first; and the first is computed of every file anyway. */
    enum Algorithm {
        SHA_256(32),
        SHA_512(64),
        SHA(20),
        MD5(16),
        CRC64NVME(8),
        CRC32C(4),
        CRC32(4),
        ADLER32(4);

        private final int bytes;

        Algorithm(int bytes) {
            this.bytes = bytes;
        }

        static Optional<Algorithm> of(String name) {
            String plain = name.toUpperCase(Locale.ROOT).replaceAll("[-_]", "");
            String known = plain.equals("SHA1") ? "SHA" : plain;
            return Arrays.stream(values())
                    .filter(algorithm -> algorithm.name().replace("_", "").equals(known))
                    .findFirst();
        }

        private String of(Path file) throws IOException {
            Sum computed = sum();
            Digests.read(file, computed.sink());
            return Digests.hex(computed.value().get());
        }

        private Sum sum() {
            return switch (this) {
                case SHA_256 -> digest("SHA-256");
                case SHA_512 -> digest("SHA-512");
                case SHA -> digest("SHA-1");
                case MD5 -> digest("MD5");
                case CRC64NVME -> checksum(new Crc64(), bytes);
                case CRC32C -> checksum(new CRC32C(), bytes);
                case CRC32 -> checksum(new CRC32(), bytes);
                case ADLER32 -> checksum(new Adler32(), bytes);
            };
        }
    }

    private record Sum(Digests.Sink sink, Supplier<byte[]> value) {}

    private static Sum digest(String algorithm) {
        MessageDigest digest = Digests.digest(algorithm);
        return new Sum(digest::update, digest::digest);
    }

    private static Sum checksum(Checksum checksum, int bytes) {
        return new Sum(checksum::update, () -> {
            byte[] value =
                    ByteBuffer.allocate(Long.BYTES).putLong(checksum.getValue()).array();
            return Arrays.copyOfRange(value, Long.BYTES - bytes, Long.BYTES);
        });
    }

    /**
     * The digest of the file that an answer has, whose bytes are stored as they came.
     *
     * @param headers by lower-case name
     * @param whole whether the answer has all of the file, and not a part of it
     */
    public static Optional<ServerDigest> of(Map<String, String> headers, boolean whole) {
        List<ServerDigest> found = new ArrayList<>();
        list(found, headers, "repr-digest", STRUCTURED);
        list(found, headers, "digest", PLAIN);
        if (whole) {
            list(found, headers, "content-digest", STRUCTURED);
            add(found, "md5", "content-md5", headers.get("content-md5"));
        }
        // What Google unpacks on the way has the digest of what it keeps.
        if (headers.getOrDefault("x-goog-stored-content-encoding", "identity").equals("identity")) {
            list(found, headers, "x-goog-hash", PLAIN);
        }
        if (!headers.getOrDefault(AMAZON + "type", "").equalsIgnoreCase("COMPOSITE")) {
            headers.keySet().stream()
                    .filter(name -> name.startsWith(AMAZON))
                    .forEach(name -> add(found, name.substring(AMAZON.length()), name, headers.get(name)));
        }
        return found.stream().min(Comparator.comparing(ServerDigest::algorithm));
    }

    private static void list(List<ServerDigest> found, Map<String, String> headers, String header, Pattern entry) {
        Matcher entries = entry.matcher(headers.getOrDefault(header, ""));
        while (entries.find()) {
            add(found, entries.group(1), header, entries.group(2));
        }
    }

    private static void add(List<ServerDigest> found, String name, String header, @Nullable String value) {
        Optional<Algorithm> algorithm = Algorithm.of(name);
        if (value != null && algorithm.isPresent()) {
            hex(value.strip(), algorithm.get().bytes)
                    .ifPresent(hex -> found.add(new ServerDigest(algorithm.get(), header, hex)));
        }
    }

    /** Of base64; of hexadecimal, as some write it; and of base64 of hexadecimal, as CADC does. */
    private static Optional<String> hex(String value, int bytes) {
        if (isHex(value, bytes)) {
            return Optional.of(value.toLowerCase(Locale.ROOT));
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(value);
            String text = new String(decoded, StandardCharsets.ISO_8859_1);
            if (isHex(text, bytes)) {
                return Optional.of(text.toLowerCase(Locale.ROOT));
            }
            return decoded.length == bytes ? Optional.of(Digests.hex(decoded)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isHex(String text, int bytes) {
        return text.length() == 2 * bytes && text.matches("[0-9A-Fa-f]*");
    }

    /** As much of it as is enough to know the file by, for one that is put together of several answers. */
    ServerDigest brief() {
        return new ServerDigest(algorithm, BEFORE, hex.substring(0, Math.min(BRIEF, hex.length())));
    }

    /** A brief one as a text without spaces. */
    String text() {
        return algorithm + ":" + hex;
    }

    /**
     * What {@link #text} wrote.
     *
     * @throws IllegalArgumentException for anything else
     */
    static ServerDigest parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(text + " is no digest");
        }
        return new ServerDigest(Algorithm.valueOf(parts.group(1)), BEFORE, parts.group(2));
    }

    /** What is wrong with a file by this digest; empty where it is the file that the server means. */
    public Optional<String> mismatch(Path file, Received received) {
        try {
            String is = algorithm == Algorithm.SHA_256 ? received.sha256() : algorithm.of(file);
            return is.startsWith(hex)
                    ? Optional.empty()
                    : Optional.of("%s is %s, the server's %s says %s".formatted(algorithm, is, header, hex));
        } catch (IOException e) {
            throw Disk.failure(file, e);
        }
    }
}
