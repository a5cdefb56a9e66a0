package io.camelopard.votable;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a document on their way to the parser: inflated if they are gzip (known by its magic, not by a name),
 * counted, and held to the limits of size and inflation.
 *
 * <p>The parser keeps a whole tag, comment or processing instruction in memory, in up to six times its bytes, before it shows it. So the handler
 * reports that it {@linkplain #progress() sees something}, and when it has seen nothing for more bytes than a cell may
 * have characters, that is the end. Those of a DOCTYPE cost the parser several times their memory and have no use here,
 * so before the first element it is fewer of them.
 */
final class Intake extends InputStream {
    private static final int HEAD = 2048;
    private static final int ZIP_BUFFER = 8192;
    private static final long RATIO_FREE = 1 << 20;
    private static final long PROLOG = 1 << 20;

    private final Counted raw;
    private final InputStream plain;
    private final Limits limits;
    private final boolean zipped;
    private final byte[] head;
    private long window;
    private long bytes;
    private long seen;
    private boolean ended;

    private Intake(Counted raw, InputStream plain, boolean zipped, byte[] head, Limits limits) {
        this.raw = raw;
        this.plain = plain;
        this.zipped = zipped;
        this.head = head;
        this.limits = limits;
        this.window = PROLOG;
    }

    static Intake open(InputStream in, Limits limits) throws IOException {
        Counted raw = new Counted(in);
        byte[] magic = raw.readNBytes(2);
        InputStream all = new SequenceInputStream(new ByteArrayInputStream(magic), raw);
        boolean zipped = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
        InputStream plain = zipped ? new GZIPInputStream(all, ZIP_BUFFER) : all;
        byte[] head = plain.readNBytes(HEAD);
        int start = textStart(head);
        InputStream rest = new SequenceInputStream(new ByteArrayInputStream(head, start, head.length - start), plain);
        return new Intake(raw, rest, zipped, head, limits);
    }

    /** Refuses what is no XML; what is XML and no VOTable is refused at its first element. */
    void requireMarkup() {
        if (head.length == 0) {
            throw new TransientException("the answer is empty, expected a VOTable");
        }
        int start = textStart(head);
        if (!utf16() && (start == head.length || head[start] != '<')) {
            throw new FinalException("found text where a VOTable was expected: '" + beginning() + "'");
        }
        if (text().regionMatches(true, start, "<html", 0, 5)
                || text().regionMatches(true, start, "<!doctype html", 0, 14)) {
            throw notVotable();
        }
    }

    FinalException notVotable() {
        boolean html = text().matches("(?is).*<(!doctype\\s+html|html)\\b.*");
        return new FinalException(
                html
                        ? "found an HTML page where a VOTable was expected: '" + Excerpt.ofHtml(text(), 200) + "'"
                        : "found XML that is no VOTable where one was expected: '" + beginning() + "'");
    }

    boolean utf16() {
        return head.length > 1
                && (head[0] == 0 || head[1] == 0 || (head[0] & 0xff) == 0xfe || (head[0] & 0xff) == 0xff);
    }

    /** The first bytes of the document as characters, one a byte. */
    String text() {
        return new String(head, StandardCharsets.ISO_8859_1);
    }

    private String beginning() {
        return Excerpt.of(new String(head, StandardCharsets.UTF_8), 200);
    }

    /** Has the parser met the end of the bytes. */
    boolean ended() {
        return ended;
    }

    long bytes() {
        return bytes;
    }

    void progress() {
        seen = bytes;
    }

    /** The first element is there; what stood before it, such as a DOCTYPE, had to do with less. */
    void begun() {
        window = limits.maxCellChars() + (1L << 17);
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        int count = readPlain(buffer, offset, length);
        if (count < 0) {
            ended = true;
        } else {
            bytes += count;
            check();
        }
        return count;
    }

    // Not as an IOException: the parser takes an EOFException for the end of the document, and behind the last element
    // is content with it.
    private int readPlain(byte[] buffer, int offset, int length) {
        try {
            return plain.read(buffer, offset, length);
        } catch (ZipException e) {
            throw new FinalException("the gzipped document is damaged after byte " + bytes + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new TransientException("the document breaks off after byte " + bytes + ": " + e.getMessage(), e);
        }
    }

    private void check() {
        if (bytes > limits.maxBytes()) {
            throw new FinalException("the document is larger than the limit of " + limits.maxBytes() + " bytes");
        }
        if (zipped && bytes > RATIO_FREE && bytes > raw.count * limits.maxInflation()) {
            throw new FinalException("the document is a decompression bomb: " + bytes + " bytes from " + raw.count
                    + ", the limit is " + (long) limits.maxInflation() + ":1");
        }
        if (bytes - seen > window) {
            throw new FinalException("one tag or comment of the document is longer than "
                    + Math.min(window, limits.maxCellChars()) + " bytes");
        }
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }

    // Services write blank lines before the XML declaration, which a parser must refuse.
    private static int textStart(byte[] head) {
        boolean bom =
                head.length > 2 && (head[0] & 0xff) == 0xef && (head[1] & 0xff) == 0xbb && (head[2] & 0xff) == 0xbf;
        int start = bom ? 3 : 0;
        while (start < head.length
                && (head[start] == ' ' || head[start] == '\t' || head[start] == '\r' || head[start] == '\n')) {
            start++;
        }
        return start;
    }

    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int got = in.read(buffer, offset, length);
            count += Math.max(got, 0);
            return got;
        }
    }
}
