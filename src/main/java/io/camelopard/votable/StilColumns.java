package io.camelopard.votable;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import uk.ac.starlink.table.ColumnInfo;
import uk.ac.starlink.table.StarTable;
import uk.ac.starlink.table.Tables;

/** Columns and values that STIL has read, as ours. */
final class StilColumns {
    private StilColumns() {}

    /** What STIL knows of the columns. */
    static Columns of(StarTable table) {
        return of(table, "char");
    }

    /** @param text the datatype of what is text: char, or unicodeChar if it can be more than ASCII */
    static Columns of(StarTable table, String text) {
        List<Column> found = new ArrayList<>();
        for (int i = 0; i < table.getColumnCount(); i++) {
            found.add(column(table.getColumnInfo(i), text));
        }
        return Columns.of(found);
    }

    static Column column(ColumnInfo info, String text) {
        Class<?> type = info.getContentClass();
        boolean bytes = Boolean.TRUE.equals(info.getAuxDatumValue(Tables.UBYTE_FLAG_INFO, Boolean.class));
        String datatype = datatype(type.isArray() ? type.getComponentType() : type, text);
        return new Column(
                info.getName(),
                null,
                bytes && datatype.equals("short") ? "unsignedByte" : datatype,
                arraysize(info),
                info.getUnitString(),
                info.getUCD(),
                info.getUtype(),
                info.getXtype(),
                info.getDescription());
    }

    private static @Nullable String arraysize(ColumnInfo info) {
        Class<?> type = info.getContentClass();
        if (type == String[].class) {
            return Math.max(1, info.getElementSize()) + "x*";
        }
        if (!type.isArray()) {
            return type == Character.class || isNumber(type) ? null : "*";
        }
        int[] shape = info.getShape();
        boolean fixed =
                shape != null && shape.length > 0 && Arrays.stream(shape).allMatch(length -> length > 0);
        return fixed ? Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining("x")) : "*";
    }

    private static boolean isNumber(Class<?> type) {
        return !datatype(type, "").isEmpty();
    }

    private static String datatype(Class<?> type, String text) {
        return switch (type.getSimpleName()) {
            case "Boolean", "boolean" -> "boolean";
            case "Byte", "byte", "Short", "short" -> "short";
            case "Integer", "int" -> "int";
            case "Long", "long" -> "long";
            case "Float", "float" -> "float";
            case "Double", "double" -> "double";
            default -> text;
        };
    }

    /** The values of STIL as those of {@link Row}. */
    static @Nullable Object value(@Nullable Object cell, @Nullable Long nullValue) {
        if (cell instanceof double[] values) {
            return FloatType.someOf(values);
        }
        if (cell instanceof float[] values) {
            return FloatType.someOf(values);
        }
        if (cell instanceof Double || cell instanceof Float) {
            return Double.isNaN(((Number) cell).doubleValue()) ? null : cell;
        }
        if (cell instanceof Byte number) {
            return number.shortValue();
        }
        if (cell instanceof Character) {
            return cell.equals('\0') ? null : cell.toString();
        }
        boolean nothing = "".equals(cell) || (cell != null && cell.getClass().isArray() && isNothing(cell, nullValue));
        return nothing ? null : cell instanceof byte[] bytes ? shorts(bytes) : cell;
    }

    private static boolean isNothing(Object array, @Nullable Long nullValue) {
        int length = Array.getLength(array);
        for (int i = 0; i < length; i++) {
            boolean nothing = nullValue != null
                    && Array.get(array, i) instanceof Number number
                    && number.longValue() == nullValue;
            if (!nothing) {
                return false;
            }
        }
        return true;
    }

    private static short[] shorts(byte[] bytes) {
        short[] shorts = new short[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            shorts[i] = bytes[i];
        }
        return shorts;
    }
}
