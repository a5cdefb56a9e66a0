package io.camelopard.harvest;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Numbers of expressions: whole ones are Long, others Double; a float counts as the decimal that it is shown as. */
final class Numbers {
    private static final double PLAIN_FROM = 1e-4;
    private static final double PLAIN_TO = 1e16;
    private static final int LONGEST = 400;

    private Numbers() {}

    /** Long, Double or null (unknown, also for NaN). */
    static @Nullable Number normal(Number number) {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return number.longValue();
        }
        double value = number instanceof Float ? Double.parseDouble(number.toString()) : number.doubleValue();
        return Double.isNaN(value) ? null : (Number) value;
    }

    /** Exact, also for a long beyond 2^53 against a double. */
    static int compare(Number a, Number b) {
        if (a instanceof Long && b instanceof Long) {
            return Long.compare(a.longValue(), b.longValue());
        }
        double x = a.doubleValue();
        double y = b.doubleValue();
        if ((a instanceof Double && b instanceof Double) || Double.isInfinite(x) || Double.isInfinite(y)) {
            return x == y ? 0 : x < y ? -1 : 1;
        }
        return exact(a).compareTo(exact(b));
    }

    private static BigDecimal exact(Number number) {
        return number instanceof Long ? BigDecimal.valueOf(number.longValue()) : new BigDecimal(number.doubleValue());
    }

    /** The number that a text is, blanks around it aside; null when it is none. */
    static @Nullable Number parse(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty() || trimmed.length() > LONGEST || !"+-.0123456789".contains(trimmed.substring(0, 1))) {
            return null;
        }
        char last = trimmed.charAt(trimmed.length() - 1);
        if (last != '.' && (last < '0' || last > '9')) {
            return null; // Java would take 1d, 1f and hexadecimal
        }
        try {
            return Long.valueOf(trimmed);
        } catch (NumberFormatException notWhole) {
            return decimal(trimmed);
        }
    }

    private static @Nullable Number decimal(String text) {
        try {
            return text.indexOf('x') >= 0 || text.indexOf('X') >= 0 ? null : normal(Double.valueOf(text));
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }

    /** As a person writes it: without exponent where it is not very large or small. */
    static String text(Number number) {
        double value = number.doubleValue();
        double size = Math.abs(value);
        if (number instanceof Double && size >= PLAIN_FROM && size < PLAIN_TO) {
            String plain = new BigDecimal(number.toString()).toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        return number.toString();
    }
}
