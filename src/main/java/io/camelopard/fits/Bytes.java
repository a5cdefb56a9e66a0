package io.camelopard.fits;

import io.camelopard.FinalException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Whole ranges of a source. */
final class Bytes {
    static final int BLOCK = 2880;

    private static final int PIECE = 1 << 20;

    private Bytes() {}

    /** @throws FinalException if the file ends before the buffer is full */
    static void read(Source source, long position, ByteBuffer target) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int count = source.read(at, target);
            if (count < 0) {
                throw new FinalException(
                        "the FITS file ends at byte " + at + ", " + target.remaining() + " bytes too early");
            }
            at += count;
        }
    }

    /** @throws FinalException if the file ends before {@code to} */
    static void copy(Source source, long from, long to, OutputStream out) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, Math.max(0, to - from)));
        for (long at = from; at < to; at += piece.limit()) {
            piece.clear().limit((int) Math.min(piece.capacity(), to - at));
            read(source, at, piece);
            out.write(piece.array(), 0, piece.limit());
        }
    }

    /** Fills the last block of 2880 bytes. */
    static void pad(long written, int filler, OutputStream out) throws IOException {
        for (long at = written; at % BLOCK != 0; at++) {
            out.write(filler);
        }
    }
}
