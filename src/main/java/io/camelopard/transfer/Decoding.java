package io.camelopard.transfer;

import io.camelopard.FinalException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Undoes a {@code Content-Encoding} that a server applies although we asked for none.
 *
 * <p>What is stored is what the name says: a {@code .gz} that comes with {@code Content-Encoding: gzip} is the compressed
 * file itself, whose sender mistook its type for an encoding, and is left as it is; one that was compressed once more for the
 * way is unpacked once.
 *
 * @param stream the bytes to store; closing it closes the answer
 * @param decoded whether they differ from those on the wire, so that the answer's Content-Length is not theirs
 */
public record Decoding(InputStream stream, boolean decoded) {
    private static final long FREE = 1 << 20;
    private static final int BEGINNING = 1 << 10;

    /** There are more bytes than a server may make of those that it sends. */
    static final class TooMuch extends FinalException {
        private static final long serialVersionUID = 1;

        TooMuch(String message) {
            super(message);
        }
    }

    /**
     * Decodes the body of an answer where that is due.
     *
     * @param encoding the answer's Content-Encoding
     * @param name the file's name
     * @throws FinalException for an encoding that we do not know; reading throws it when the limits are exceeded
     */
    public static Decoding of(InputStream body, @Nullable String encoding, String name, Limits limits)
            throws IOException {
        String coding = encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT);
        String lower = name.toLowerCase(Locale.ROOT);
        boolean compressedFile = lower.endsWith(".gz") || lower.endsWith(".tgz");
        switch (coding) {
            case "", "identity", "none", "binary", "utf-8" -> {
                return new Decoding(body, false);
            }
            case "gzip", "x-gzip" -> {
                return encoded(body, compressedFile, limits);
            }
            default ->
                throw new FinalException("the answer has the Content-Encoding '" + Markup.plain(coding, 40)
                        + "'; identity was asked for");
        }
    }

    private static Decoding encoded(InputStream body, boolean compressedFile, Limits limits) throws IOException {
        PushbackInputStream start = new PushbackInputStream(body, BEGINNING);
        byte[] beginning = start.readNBytes(BEGINNING);
        start.unread(beginning);
        // Some servers set the header and send the plain bytes all the same.
        boolean due = isGzip(new ByteArrayInputStream(beginning)) && (!compressedFile || isPackedTwice(beginning));
        return due ? new Decoding(gunzip(start, limits), true) : new Decoding(start, false);
    }

    private static boolean isPackedTwice(byte[] beginning) {
        try (InputStream inside = new GZIPInputStream(new ByteArrayInputStream(beginning))) {
            return isGzip(inside);
        } catch (IOException e) {
            return false; // what is damaged is found out when all of it is read
        }
    }

    private static boolean isGzip(InputStream in) throws IOException {
        return in.read() == 0x1f && in.read() == 0x8b;
    }

    /** Reading throws {@link TooMuch} beyond the limits. */
    static InputStream gunzip(InputStream packed, Limits limits) throws IOException {
        Counted wire = new Counted(packed);
        // What is read ahead counts as sent; so it is little.
        return new Bounded(new GZIPInputStream(wire, 4 << 10), wire, limits);
    }

    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            count += Math.max(0, n);
            return n;
        }
    }

    private static final class Bounded extends FilterInputStream {
        private final Counted wire;
        private final Limits limits;
        private long count;

        Bounded(InputStream in, Counted wire, Limits limits) {
            super(in);
            this.wire = wire;
            this.limits = limits;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            count += Math.max(0, n);
            boolean bomb = count > FREE && count > limits.maxInflation() * wire.count;
            if (bomb || count > limits.maxInflatedBytes()) {
                throw new TooMuch(
                        "the answer is compressed: " + wire.count + " bytes became " + count + "; allowed are "
                                + limits.maxInflatedBytes() + " bytes and a ratio of " + limits.maxInflation());
            }
            return n;
        }
    }
}
