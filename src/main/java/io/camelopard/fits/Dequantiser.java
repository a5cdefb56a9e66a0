package io.camelopard.fits;

import java.nio.ByteBuffer;

/**
 * Makes floating-point numbers of the whole ones that a compression has rounded them to, and takes the random numbers off that
 * were added before rounding (FITS 4.0, section 10.2 and appendix I).
 *
 * @param dither whether there are random numbers
 * @param zeros whether −2147483646 is exactly zero: SUBTRACTIVE_DITHER_2
 * @param seed ZDITHER0: the number of the first tile's sequence, from 1
 */
record Dequantiser(boolean dither, boolean zeros, long seed) {
    private static final int RANDOMS = 10_000;
    private static final float[] RANDOM = random();
    private static final int ZERO = -2_147_483_646;

    static Dequantiser of(Hdu hdu) {
        String method = hdu.header().text("ZQUANTIZ", "NO_DITHER").strip();
        return new Dequantiser(
                method.startsWith("SUBTRACTIVE_DITHER"),
                method.equals("SUBTRACTIVE_DITHER_2"),
                hdu.header().whole("ZDITHER0", 1));
    }

    /** The generator of Park and Miller, the same for all files. */
    private static float[] random() {
        float[] all = new float[RANDOMS];
        double state = 1;
        for (int i = 0; i < RANDOMS; i++) {
            state = state * 16_807 % 2_147_483_647;
            all[i] = (float) (state / 2_147_483_647);
        }
        return all;
    }

    /** @return the bytes of 32-bit or 64-bit numbers; no value is NaN */
    byte[] values(int[] numbers, TileCell cell, long tile, int bitpix) {
        ByteBuffer out = ByteBuffer.allocate(numbers.length * Math.abs(bitpix) / 8);
        int sequence = (int) Math.floorMod(tile + seed - 1, (long) RANDOMS);
        int next = start(sequence);
        for (int number : numbers) {
            double value = value(number, RANDOM[next], cell);
            if (bitpix == -32) {
                out.putFloat((float) value);
            } else {
                out.putDouble(value);
            }
            if (++next == RANDOMS) {
                sequence = (sequence + 1) % RANDOMS;
                next = start(sequence);
            }
        }
        return out.array();
    }

    private static int start(int sequence) {
        return (int) (RANDOM[sequence] * 500);
    }

    private double value(int number, double random, TileCell cell) {
        if (cell.blank() != null && number == cell.blank()) {
            return Double.NaN;
        }
        if (zeros && number == ZERO) {
            return 0;
        }
        double step = dither ? number - random + 0.5 : number;
        return step * cell.scale() + cell.zero();
    }
}
