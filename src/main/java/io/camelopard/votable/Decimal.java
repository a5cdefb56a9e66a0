package io.camelopard.votable;

import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Numbers from text. Most are short enough that a product of two exactly represented numbers is the correctly rounded
 * result (Clinger 1990), which is many times faster than the JDK's way; the others take that.
 *
 * <p>Beside what the standard has, the spellings of archives: any case of NaN, Inf and Infinity with or without a sign,
 * "null", and Fortran's D in the exponent.
 */
final class Decimal {
    private static final int EXACT_TENS_DOUBLE = 22;
    private static final int EXACT_TENS_FLOAT = 10;
    private static final long EXACT_DOUBLE = 1L << 53;
    private static final long EXACT_FLOAT = 1L << 24;
    private static final int MAX_DIGITS = 18;
    private static final double[] TENS = new double[EXACT_TENS_DOUBLE + 1];

    static {
        TENS[0] = 1;
        for (int i = 1; i < TENS.length; i++) {
            TENS[i] = 10 * TENS[i - 1];
        }
    }

    // What scan found: the digits as a number, its power of ten, its sign.
    private long digits;
    private int power;
    private boolean negative;

    private Decimal() {}

    static double toDouble(char[] text, int from, int to) {
        Decimal number = new Decimal();
        if (!number.scan(text, from, to)
                || number.digits > EXACT_DOUBLE
                || Math.abs(number.power) > EXACT_TENS_DOUBLE) {
            String words = new String(text, from, to - from);
            Double special = special(words);
            return special == null ? Double.parseDouble(plain(words)) : special;
        }
        double size = number.power < 0 ? number.digits / TENS[-number.power] : number.digits * TENS[number.power];
        return number.negative ? -size : size;
    }

    static float toFloat(char[] text, int from, int to) {
        Decimal number = new Decimal();
        if (!number.scan(text, from, to) || number.digits > EXACT_FLOAT || Math.abs(number.power) > EXACT_TENS_FLOAT) {
            String words = new String(text, from, to - from);
            Double special = special(words);
            return special == null ? Float.parseFloat(plain(words)) : special.floatValue();
        }
        float size = number.power < 0
                ? number.digits / (float) TENS[-number.power]
                : number.digits * (float) TENS[number.power];
        return number.negative ? -size : size;
    }

    /** A whole number, also as 0x1F, 12.0 or 1e3. */
    static long toLong(char[] text, int from, int to) {
        Decimal number = new Decimal();
        if (number.scan(text, from, to) && number.power == 0) {
            return number.negative ? -number.digits : number.digits;
        }
        String words = new String(text, from, to - from);
        if (words.regionMatches(true, 0, "0x", 0, 2)) {
            return Long.parseLong(words.substring(2), 16);
        }
        try {
            return new BigDecimal(plain(words)).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("not a whole number of 64 bits", e);
        }
    }

    static boolean isNothing(char[] text, int from, int to) {
        String words = to - from == 3 || to - from == 4 ? new String(text, from, to - from) : "";
        return words.equalsIgnoreCase("nan") || words.equalsIgnoreCase("null");
    }

    /** Reads sign, digits, point and exponent; false if that is not all there is, or more digits than fit. */
    private boolean scan(char[] text, int from, int to) {
        int at = from;
        if (at < to && (text[at] == '-' || text[at] == '+')) {
            negative = text[at++] == '-';
        }
        int count = 0;
        boolean point = false;
        for (; at < to; at++) {
            char c = text[at];
            if (c >= '0' && c <= '9') {
                digits = 10 * digits + (c - '0');
                count++;
                power -= point ? 1 : 0;
            } else if (c == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        return count > 0 && count <= MAX_DIGITS && (at == to || exponent(text, at, to));
    }

    private boolean exponent(char[] text, int from, int to) {
        int at = from + 1;
        char letter = Character.toLowerCase(text[from]);
        boolean minus = at < to && text[at] == '-';
        if (at < to && (minus || text[at] == '+')) {
            at++;
        }
        if ((letter != 'e' && letter != 'd') || at == to || to - at > 4) {
            return false;
        }
        int value = 0;
        for (; at < to; at++) {
            if (text[at] < '0' || text[at] > '9') {
                return false;
            }
            value = 10 * value + (text[at] - '0');
        }
        power += minus ? -value : value;
        return true;
    }

    private static @Nullable Double special(String words) {
        String word = words.toLowerCase(Locale.ROOT);
        boolean signed = word.startsWith("+") || word.startsWith("-");
        return switch (signed ? word.substring(1) : word) {
            case "nan" -> Double.NaN;
            case "null" -> signed ? null : (Double) Double.NaN;
            case "inf", "infinity" -> word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            default -> null;
        };
    }

    /** The number in Java's spelling, without what Java would take and VOTable does not have (hexadecimal, a suffix). */
    private static String plain(String words) {
        for (int i = 0; i < words.length(); i++) {
            if ("0123456789+-.eEdD".indexOf(words.charAt(i)) < 0) {
                throw new NumberFormatException("no number");
            }
        }
        return words.replace('d', 'e').replace('D', 'e');
    }
}
