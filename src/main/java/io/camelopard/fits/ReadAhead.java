package io.camelopard.fits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Small ranges that mostly follow each other, of which many are read at once. Not thread-safe. */
final class ReadAhead {
    private static final int PIECE = 23 * Bytes.BLOCK;

    private final Source source;
    private byte[] piece = {};
    private long start;

    ReadAhead(Source source) {
        this.source = source;
    }

    /** @throws io.camelopard.FinalException if the file ends before */
    byte[] bytes(long at, int count) throws IOException {
        if (at < start || at + count > start + piece.length) {
            piece = new byte[(int) Math.max(count, Math.min(PIECE, source.length() - at))];
            start = at;
            Bytes.read(source, at, ByteBuffer.wrap(piece));
        }
        int from = (int) (at - start);
        return Arrays.copyOfRange(piece, from, from + count);
    }
}
