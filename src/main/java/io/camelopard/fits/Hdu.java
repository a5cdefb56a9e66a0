package io.camelopard.fits;

import io.camelopard.FinalException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One header and where its data are (FITS 4.0, section 3). Its numbers are checked, and multiplied without overflow.
 *
 * @param number from 0
 * @param at the first byte of the header
 * @param data the first byte behind the header
 * @param bytes of the data, without padding
 */
record Hdu(int number, Header header, long at, long data, long bytes) {
    private static final Set<Long> BITPIX = Set.of(8L, 16L, 32L, 64L, -32L, -64L);
    private static final int MOST_AXES = 999;

    /** @throws FinalException for a header that does not say how long its data are */
    static Hdu of(int number, Header header, long at, long data) {
        String where = "HDU " + number;
        try {
            long end = Math.addExact(data, size(number, header, where));
            Math.addExact(end, Bytes.BLOCK);
            return new Hdu(number, header, at, data, end - data);
        } catch (ArithmeticException e) {
            throw new FinalException(where + " claims more bytes than can be counted", e);
        }
    }

    /** Equation 1 of section 4.4.1.1, and section 6 for random groups. */
    private static long size(int number, Header header, String where) {
        long bitpix = header.whole("BITPIX", where);
        if (!BITPIX.contains(bitpix)) {
            throw new FinalException(where + ": BITPIX is " + bitpix);
        }
        long axes = between(header.whole("NAXIS", where), MOST_AXES, where, "NAXIS");
        boolean groups = axes > 0 && header.isTrue("GROUPS") && header.whole("NAXIS1", 1) == 0;
        long pixels = axes == 0 ? 0 : 1;
        for (int axis = groups ? 2 : 1; axis <= axes; axis++) {
            String key = "NAXIS" + axis;
            pixels = Math.multiplyExact(pixels, between(header.whole(key, where), Long.MAX_VALUE, where, key));
        }
        boolean plain = number == 0 && !groups;
        long heap = plain ? 0 : between(header.whole("PCOUNT", 0), Long.MAX_VALUE, where, "PCOUNT");
        long count = plain ? 1 : between(header.whole("GCOUNT", 1), Long.MAX_VALUE, where, "GCOUNT");
        return Math.multiplyExact(Math.multiplyExact(Math.addExact(pixels, heap), count), Math.abs(bitpix) / 8);
    }

    private static long between(long value, long most, String where, String key) {
        if (value < 0 || value > most) {
            throw new FinalException(where + ": " + key + " is " + value);
        }
        return value;
    }

    /** Where the next one begins. */
    long end() {
        return (data + bytes + Bytes.BLOCK - 1) / Bytes.BLOCK * Bytes.BLOCK;
    }

    /** A primary array, or an image extension; random groups are none. */
    boolean isImage() {
        boolean image = number == 0
                ? !header.isTrue("GROUPS")
                : Set.of("IMAGE", "IUEIMAGE")
                        .contains(header.text("XTENSION", "").strip());
        return image && bytes > 0;
    }

    /** @param asked a number from 0 or an EXTNAME; null for any */
    boolean isMeantBy(@Nullable String asked) {
        return asked == null
                || asked.equals(Integer.toString(number))
                || asked.strip().equalsIgnoreCase(header.text("EXTNAME", "").strip());
    }

    /** @throws FinalException if the file ends before the data do */
    void checkWhole(Source source) {
        if (data + bytes > source.length()) {
            throw new FinalException(
                    "the data of " + name() + " end at byte " + (data + bytes) + ", the file at " + source.length());
        }
    }

    /** As messages name it. */
    String name() {
        String extension = header.text("EXTNAME", "").replaceAll("[^ -~]", "?").strip();
        return "HDU " + number + (extension.isEmpty() ? "" : " (" + extension + ")");
    }
}
