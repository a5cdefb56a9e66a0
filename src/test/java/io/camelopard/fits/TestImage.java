package io.camelopard.fits;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** Images whose pixels follow from their numbers, as src/test/astropy/cutouts.py has them. */
final class TestImage {
    private static final int BLOCK = 2880;

    private TestImage() {}

    /** An HDU as it stands in a file. */
    static byte[] bytes(Header header) {
        byte[] cards = new HeaderEditor(header).toBytes();
        byte[] pixels = pixels(header);
        int padded = (pixels.length + BLOCK - 1) / BLOCK * BLOCK;
        byte[] all = Arrays.copyOf(cards, cards.length + padded);
        System.arraycopy(pixels, 0, all, cards.length, pixels.length);
        return all;
    }

    static byte[] pixels(Header header) {
        int bitpix = (int) header.whole("BITPIX", 0);
        long count = header.whole("NAXIS", 0) == 0 ? 0 : 1;
        for (int axis = 1; axis <= header.whole("NAXIS", 0); axis++) {
            count *= header.whole("NAXIS" + axis, 0);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (long number = 0; number < count; number++) {
                write(out, bitpix, number, header);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, int bitpix, long number, Header header) throws IOException {
        long bits = number * 0x9E3779B97F4A7C15L;
        boolean blank = number % 97 == 0;
        if (bitpix == -32) {
            out.writeFloat(blank ? Float.NaN : (bits >>> 40) / 1024f);
            return;
        }
        if (bitpix == -64) {
            out.writeDouble(blank ? Double.NaN : (double) (bits >>> 11) / (1 << 20));
            return;
        }
        long value = blank && header.has("BLANK") ? header.whole("BLANK", 0) : bits >>> (64 - bitpix);
        for (int shift = bitpix - 8; shift >= 0; shift -= 8) {
            out.writeByte((int) (value >>> shift));
        }
    }
}
