package io.camelopard.fits;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * The members of a gzip file, one after the other (RFC 1952, section 2.2). Zeros behind the last one, with which tapes were
 * filled, are no data; anything else there is damage, of which {@link java.util.zip.GZIPInputStream} says nothing.
 */
final class GzipMembers extends InputStream {
    private static final int FIRST_BYTE = 0x1f;

    private final BufferedInputStream packed;
    private InputStream member;

    GzipMembers(BufferedInputStream packed) throws IOException {
        this.packed = packed;
        this.member = new GzipCompressorInputStream(packed);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = member.read(buffer, offset, length);
        while (count < 0 && hasNext()) {
            member = new GzipCompressorInputStream(packed);
            count = member.read(buffer, offset, length);
        }
        return count;
    }

    private boolean hasNext() throws IOException {
        packed.mark(1);
        int first = packed.read();
        if (first == FIRST_BYTE) {
            packed.reset();
            return true;
        }
        while (first == 0) {
            first = packed.read();
        }
        if (first >= 0) {
            throw new IOException("something else follows the last member");
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        packed.close();
    }
}
