package io.camelopard.fits;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Pixels of tiles as bytes; all is big-endian. */
final class Whole {
    private Whole() {}

    /** Whole numbers as bytes of that BITPIX. */
    static byte[] toBytes(int[] values, int bitpix) {
        ByteBuffer out = ByteBuffer.allocate(values.length * Math.abs(bitpix) / 8);
        for (int value : values) {
            put(out, value, bitpix);
        }
        return out.array();
    }

    private static void put(ByteBuffer out, int value, int bitpix) {
        switch (bitpix) {
            case 8 -> out.put((byte) value);
            case 16 -> out.putShort((short) value);
            case 32 -> out.putInt(value);
            case 64 -> out.putLong(value);
            default -> throw new IllegalArgumentException("floating-point numbers without ZSCALE");
        }
    }

    /** Whole numbers out of bytes, of which each has as many as the length tells: 1 (not negative), 2 or 4. */
    static int[] toNumbers(byte[] raw, int count) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(raw);
        int[] values = new int[count];
        int width = width(raw, count);
        for (int i = 0; i < count; i++) {
            values[i] = switch (width) {
                case 1 -> Byte.toUnsignedInt(in.get());
                case 2 -> in.getShort();
                case 4 -> in.getInt();
                default -> throw new IOException(width + " bytes a number");
            };
        }
        return values;
    }

    /** To the width of that BITPIX; some writers store all whole numbers in four bytes. */
    static byte[] resize(byte[] raw, int count, int bitpix) throws IOException {
        return width(raw, count) == Math.abs(bitpix) / 8 ? raw : toBytes(toNumbers(raw, count), bitpix);
    }

    /** GZIP_2 has all first bytes, then all second ones. */
    static byte[] unshuffle(byte[] shuffled, int count) throws IOException {
        int width = width(shuffled, count);
        byte[] raw = new byte[shuffled.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i % count * width + i / count] = shuffled[i];
        }
        return raw;
    }

    private static int width(byte[] raw, int count) throws IOException {
        if (raw.length == 0 || raw.length % count != 0) {
            throw new IOException(raw.length + " bytes for " + count + " pixels");
        }
        return raw.length / count;
    }
}
