package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of expressions: null (unknown), Boolean, Long, Double, String; anything else only as text. */
final class Values {
    private Values() {}

    /** What a column holds, as an expression sees it: NaN is unknown. */
    static @Nullable Object normal(@Nullable Object value) {
        if (value instanceof Number number) {
            return Numbers.normal(number);
        }
        return value instanceof Character ? value.toString() : value;
    }

    static boolean equal(Object a, Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return Numbers.compare(x, y) == 0;
        }
        if ((a instanceof String && b instanceof String) || (a instanceof Boolean && b instanceof Boolean)) {
            return a.equals(b);
        }
        throw mismatch(a, b);
    }

    static int compare(Object a, Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return Numbers.compare(x, y);
        }
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y);
        }
        throw mismatch(a, b);
    }

    private static MisuseException mismatch(Object a, Object b) {
        return new MisuseException(Kind.mismatch(Kind.of(a), shown(a), Kind.of(b), shown(b)));
    }

    static String shown(Object value) {
        return value instanceof String text ? "'" + Printable.of(text) + "'" : Printable.of(text(value));
    }

    /** What {@code text(x)} and {@code {x}} give. */
    static String text(Object value) {
        if (value instanceof Number number) {
            Number normal = Numbers.normal(number);
            return normal == null ? "null" : Numbers.text(normal);
        }
        return value.getClass().isArray() ? array(value) : value.toString();
    }

    private static String array(Object array) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            Object element = Array.get(array, i);
            texts.add(element == null ? "null" : text(element));
        }
        return String.join(" ", texts);
    }
}
