package io.camelopard.fits;

import io.camelopard.FinalException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.DoubleConsumer;

/**
 * The values of the first plane of an image: BSCALE and BZERO applied, NaN where there is none (FITS 4.0, section 4.4.2).
 *
 * @param columns NAXIS1
 * @param rows NAXIS2
 * @param hasBlank whether {@code blank} counts
 * @param blank the whole number that stands for no value
 */
record Pixels(
        Image image, long columns, long rows, int bitpix, double scale, double zero, boolean hasBlank, long blank) {
    private static final Set<Integer> BITPIX = Set.of(8, 16, 32, 64, -32, -64);
    private static final long MOST = 1L << 36;

    /** @throws FinalException for numbers that cannot be */
    static Pixels of(Image image, String name) {
        Header header = image.header();
        int bitpix = (int) header.whole("BITPIX", name);
        if (!BITPIX.contains(bitpix)) {
            throw new FinalException(name + ": BITPIX is " + bitpix);
        }
        long columns = image.shape().get(0);
        long rows = image.shape().get(1);
        checkSize(image, name);
        Double blank = bitpix > 0 ? header.number("BLANK") : null;
        return new Pixels(
                image,
                columns,
                rows,
                bitpix,
                header.number("BSCALE", 1),
                header.number("BZERO", 0),
                blank != null,
                blank == null ? 0 : blank.longValue());
    }

    /** A compressed image of terabytes is easily claimed. */
    private static void checkSize(Image image, String name) {
        try {
            Math.multiplyExact(Box.of(image.shape()).size(), Double.BYTES);
        } catch (ArithmeticException e) {
            throw new FinalException(name + " claims more pixels than can be counted", e);
        }
        long plane = image.shape().get(0) * image.shape().get(1);
        if (plane > MOST) {
            throw new FinalException("%s has %d pixels; the most that are drawn are %d".formatted(name, plane, MOST));
        }
    }

    /** Whole rows, from that one on and upwards. */
    void read(long row, long count, DoubleConsumer each) throws IOException {
        Box box = Box.of(image.shape()).with(1, row, count);
        for (int axis = 2; axis < box.axes(); axis++) {
            box = box.with(axis, 0, 1);
        }
        try (Decoder decoder = new Decoder(each)) {
            image.write(box, decoder);
        }
    }

    private double value(ByteBuffer bytes) {
        return switch (bitpix) {
            case 8 -> value(Byte.toUnsignedInt(bytes.get()));
            case 16 -> value(bytes.getShort());
            case 32 -> value(bytes.getInt());
            case 64 -> value(bytes.getLong());
            case -32 -> zero + scale * bytes.getFloat();
            default -> zero + scale * bytes.getDouble();
        };
    }

    private double value(long whole) {
        return hasBlank && whole == blank ? Double.NaN : zero + scale * whole;
    }

    /** Is given whole pixels, since images write such. */
    private final class Decoder extends OutputStream {
        private final DoubleConsumer each;

        Decoder(DoubleConsumer each) {
            this.each = each;
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            ByteBuffer left = ByteBuffer.wrap(bytes, from, length);
            while (left.hasRemaining()) {
                each.accept(value(left));
            }
        }

        @Override
        public void write(int single) {
            write(new byte[] {(byte) single}, 0, 1);
        }
    }
}
