package io.camelopard.transfer;

import io.camelopard.FinalException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The cards of one header that say how long the data unit is, and what its sums are; the first of each counts. */
final class FitsHeader {
    private static final int CARD = 80;
    private static final Pattern KEY =
            Pattern.compile("SIMPLE|XTENSION|BITPIX|NAXIS[0-9]{0,3}|PCOUNT|GCOUNT|GROUPS|CHECKSUM|DATASUM");
    private static final Set<Long> BITPIX = Set.of(8L, 16L, 32L, 64L, -32L, -64L);

    private final int hdu;
    private final Map<String, String> values = new HashMap<>();
    private final FitsSum sum = new FitsSum();
    private int blocks;

    FitsHeader(int hdu) {
        this.hdu = hdu;
    }

    /** @return whether the header ends in this block */
    boolean take(byte[] block) {
        blocks++;
        sum.add(block, block.length);
        String text = new String(block, StandardCharsets.ISO_8859_1);
        for (int at = 0; at + CARD <= text.length() || text.startsWith("END", at); at += CARD) {
            String key = text.substring(at, Math.min(at + 8, text.length())).stripTrailing();
            if (key.equals("END")) {
                return true;
            }
            if (KEY.matcher(key).matches()) {
                values.putIfAbsent(key, value(text.substring(at + 8, at + CARD)));
            }
        }
        return false;
    }

    private static String value(String rest) {
        int slash = rest.indexOf('/');
        return rest.substring(rest.startsWith("= ") ? 2 : 0, slash < 0 ? rest.length() : Math.max(2, slash))
                .strip();
    }

    int blocks() {
        return blocks;
    }

    /** Of all blocks so far. */
    FitsSum sum() {
        return sum;
    }

    /** Whether there is a CHECKSUM; one of blanks or zeros stands for none (section 4.4.2.7). */
    boolean hasChecksum() {
        return !text("CHECKSUM").matches("0*");
    }

    /** The DATASUM; empty where there is none, and for the encoded form that it had before the standard. */
    OptionalLong datasum() {
        String text = text("DATASUM");
        return text.matches("[0-9]{1,10}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private String text(String key) {
        String value = values.getOrDefault(key, "");
        return value.startsWith("'")
                ? value.substring(1).replaceFirst("'.*", "").strip()
                : value;
    }

    /**
     * Without padding (equation 1 of section 4.4.1.1, and section 6 for random groups).
     *
     * @throws ArithmeticException if it is beyond 64 bits
     */
    long dataBytes() {
        long bitpix = number("BITPIX", null);
        if (!BITPIX.contains(bitpix)) {
            throw wrong("BITPIX is " + bitpix);
        }
        long axes = number("NAXIS", null);
        if (axes < 0 || axes > 999) {
            throw wrong("NAXIS is " + axes);
        }
        boolean groups = axes > 0 && "T".equals(values.get("GROUPS")) && number("NAXIS1", null) == 0;
        long pixels = axes == 0 ? 0 : 1;
        for (int axis = groups ? 2 : 1; axis <= axes; axis++) {
            pixels = Math.multiplyExact(pixels, notNegative("NAXIS" + axis, null));
        }
        long all = Math.addExact(pixels, hdu == 0 && !groups ? 0 : notNegative("PCOUNT", 0L));
        long groupCount = hdu == 0 && !groups ? 1 : notNegative("GCOUNT", 1L);
        return Math.multiplyExact(Math.multiplyExact(all, groupCount), Math.abs(bitpix) / 8);
    }

    private long notNegative(String key, @Nullable Long missing) {
        long value = number(key, missing);
        if (value < 0) {
            throw wrong(key + " is " + value);
        }
        return value;
    }

    private long number(String key, @Nullable Long missing) {
        String value = values.get(key);
        if (value == null && missing != null) {
            return missing;
        }
        if (value == null || !value.matches("[+-]?[0-9]{1,18}")) {
            throw wrong(
                    key + (value == null ? " is missing" : " is '" + Markup.plain(value, 30) + "', no whole number"));
        }
        return Long.parseLong(value);
    }

    private FinalException wrong(String what) {
        return new FinalException("the FITS header of HDU " + hdu + " is wrong: " + what);
    }
}
