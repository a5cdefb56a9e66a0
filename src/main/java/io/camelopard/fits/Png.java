package io.camelopard.fits;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes a PNG with red, green, blue and alpha of eight bits (PNG, second edition), row by row from the top, so that the picture
 * may be larger than the memory. Closing it ends the picture and closes the stream. Not thread-safe.
 */
final class Png implements Closeable {
    private static final long SIGNATURE = 0x89504e470d0a1a0aL;
    private static final int PIECE = 1 << 16;
    /** Few colours that come often are packed best as they are, rows that are all the same as differences. */
    private static final byte NONE = 0;

    private static final byte UP = 2;

    private final DataOutputStream out;
    private final OutputStream packed;
    private byte[] above;

    Png(OutputStream target, int width, int height) throws IOException {
        this.out = new DataOutputStream(target);
        this.packed = new DeflaterOutputStream(new BufferedOutputStream(new Chunks(), PIECE));
        this.above = new byte[width * 4];
        out.writeLong(SIGNATURE);
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 6, 0, 0, 0})
                .array();
        chunk("IHDR", header, 0, header.length);
    }

    private void chunk(String type, byte[] data, int from, int length) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(data, from, length);
        out.writeInt(length);
        out.write(name);
        out.write(data, from, length);
        out.writeInt((int) sum.getValue());
    }

    /** @param argb as many as the picture is wide */
    void row(int[] argb) throws IOException {
        ByteBuffer row = ByteBuffer.allocate(above.length);
        for (int colour : argb) {
            row.putInt(colour << 8 | colour >>> 24);
        }
        byte[] bytes = row.array();
        boolean again = Arrays.equals(bytes, above);
        packed.write(again ? UP : NONE);
        packed.write(again ? new byte[bytes.length] : bytes);
        above = bytes;
    }

    @Override
    public void close() throws IOException {
        packed.close();
    }

    /** The compressed data, in chunks of their own. */
    private final class Chunks extends OutputStream {
        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            chunk("IDAT", bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            chunk("IEND", new byte[0], 0, 0);
            out.close();
        }
    }
}
