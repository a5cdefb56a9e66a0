package io.camelopard.votable;

import io.camelopard.MisuseException;
import java.lang.reflect.Array;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Columns of several answers as one column, and values as that column wants them. */
public final class CellValues {
    private static final List<String> INTEGERS = List.of("unsignedbyte", "short", "int", "long");

    private CellValues() {}

    /**
     * The column that holds the values of both: the wider type, everything else from the first.
     *
     * @throws MisuseException when no type holds both, or their units differ
     */
    public static Column common(Column a, Column b) {
        String type = wider(lower(a), lower(b));
        if (type == null || !Objects.equals(blank(a.unit()), blank(b.unit()))) {
            throw new MisuseException("column '%s' is %s in one answer and %s in another, which are no one column"
                    .formatted(a.name(), shown(a), shown(b)));
        }
        String datatype = type.equals(lower(a)) ? a.datatype() : b.datatype();
        return new Column(
                a.name(), a.id(), datatype, arraysize(a, b), a.unit(), a.ucd(), a.utype(), a.xtype(), a.description());
    }

    private static String lower(Column column) {
        return column.datatype().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String blank(@Nullable String unit) {
        return unit == null || unit.isBlank() ? null : unit.strip();
    }

    private static String shown(Column column) {
        return column.datatype()
                + (column.arraysize() == null ? "" : "[" + column.arraysize() + "]")
                + (blank(column.unit()) == null ? "" : " in " + column.unit());
    }

    private static @Nullable String wider(String a, String b) {
        if (a.equals(b)) {
            return a;
        }
        int first = INTEGERS.indexOf(a);
        int second = INTEGERS.indexOf(b);
        if (first >= 0 && second >= 0) {
            return INTEGERS.get(Math.max(first, second));
        }
        if (a.endsWith("char") && b.endsWith("char")) {
            return "unicodechar";
        }
        boolean numbers = (first >= 0 || real(a)) && (second >= 0 || real(b));
        return numbers ? "double" : null;
    }

    private static boolean real(String type) {
        return type.equals("float") || type.equals("double");
    }

    private static @Nullable String arraysize(Column a, Column b) {
        if (Objects.equals(a.arraysize(), b.arraysize())) {
            return a.arraysize();
        }
        boolean texts = lower(a).endsWith("char");
        int dimensions = Shape.parse(a.arraysize()).dimensions();
        int others = Shape.parse(b.arraysize()).dimensions();
        if (Math.max(dimensions, others) > 1 || (!texts && dimensions != others)) {
            throw new MisuseException("column '%s' is %s in one answer and %s in another, which are no one column"
                    .formatted(a.name(), shown(a), shown(b)));
        }
        return "*";
    }

    /** A number, text, truth value, array or list as a {@link Row} of that column holds it. */
    public static @Nullable Object of(Column column, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        String type = lower(column);
        if (value instanceof List<?> list) {
            return array(type, list.size(), list::get);
        }
        return value.getClass().isArray() ? array(type, value) : scalar(type, value);
    }

    private static Object array(String type, Object array) {
        boolean same = array.getClass().equals(arrayClass(type));
        return same || array instanceof Boolean[]
                ? array
                : array(type, Array.getLength(array), i -> Array.get(array, i));
    }

    private static Class<?> arrayClass(String type) {
        return switch (type) {
            case "boolean", "bit" -> boolean[].class;
            case "unsignedbyte", "short" -> short[].class;
            case "int" -> int[].class;
            case "long" -> long[].class;
            case "float", "floatcomplex" -> float[].class;
            case "double", "doublecomplex" -> double[].class;
            default -> String[].class;
        };
    }

    private static Object array(String type, int length, java.util.function.IntFunction<@Nullable Object> elements) {
        Class<?> of = arrayClass(type);
        boolean nulls = false;
        for (int i = 0; i < length; i++) {
            nulls |= elements.apply(i) == null;
        }
        Object array = of == boolean[].class && nulls
                ? new Boolean[length]
                : Array.newInstance(Objects.requireNonNull(of.getComponentType()), length);
        for (int i = 0; i < length; i++) {
            Object element = elements.apply(i);
            if (element != null) {
                Array.set(array, i, scalar(type, element));
            } else if (array instanceof double[] || array instanceof float[]) {
                Array.set(array, i, scalar(type, Double.NaN));
            }
        }
        return array;
    }

    private static Object scalar(String type, Object value) {
        if (value instanceof Number n) {
            return switch (type) {
                case "unsignedbyte", "short" -> n.shortValue();
                case "int" -> n.intValue();
                case "long" -> n.longValue();
                case "float", "floatcomplex" -> n.floatValue();
                case "double", "doublecomplex" -> n.doubleValue();
                default -> n.toString();
            };
        }
        return value instanceof Boolean && (type.equals("boolean") || type.equals("bit")) ? value : value.toString();
    }
}
