package io.camelopard.vo;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Cells of a VOTable as texts, numbers and values that JSON has. */
final class Values {
    private Values() {}

    /** Null for what is absent or blank. */
    static @Nullable String text(@Nullable Object cell) {
        String text = cell == null ? "" : cell.toString().strip();
        return text.isEmpty() ? null : text;
    }

    static OptionalLong whole(@Nullable Object cell) {
        if (cell instanceof Number number) {
            double value = number.doubleValue();
            return Double.isFinite(value) ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
        }
        String text = text(cell);
        boolean digits = text != null && text.matches("[0-9]{1,18}");
        return digits ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    static @Nullable Boolean truth(@Nullable Object cell) {
        if (cell instanceof Boolean value) {
            return value;
        }
        String text = text(cell);
        if (text == null) {
            return null;
        }
        return switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "true", "t", "1" -> Boolean.TRUE;
            case "false", "f", "0" -> Boolean.FALSE;
            default -> null;
        };
    }

    /** Texts, numbers, booleans, null and lists of these; NaN and the infinities, which JSON has not, are null. */
    static @Nullable Object json(@Nullable Object cell) {
        if (cell == null || cell instanceof String || cell instanceof Boolean) {
            return cell;
        }
        if (cell instanceof Number number) {
            return Double.isFinite(number.doubleValue()) ? number : null;
        }
        return cell.getClass().isArray() ? list(cell) : cell.toString();
    }

    private static List<@Nullable Object> list(Object array) {
        int length = Array.getLength(array);
        List<@Nullable Object> list = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            list.add(json(Array.get(array, i)));
        }
        return list;
    }
}
