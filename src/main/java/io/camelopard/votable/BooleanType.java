package io.camelopard.votable;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** boolean: T, t, 1, true; F, f, 0, false; ?, a blank or NUL is null, also inside an array, which then is a Boolean[]. */
final class BooleanType extends CellType {
    BooleanType(Shape shape, int maxCount) {
        super(shape, maxCount);
    }

    @Override
    @Nullable Object fromText(char[] text, int from, int to) {
        if (shape().scalar()) {
            return element(new String(text, from, to - from));
        }
        int count = Tokens.count(text, from, to);
        @Nullable Boolean[] values = new Boolean[count];
        Tokens tokens = new Tokens(text, from, to);
        for (int i = 0; tokens.next(); i++) {
            values[i] = element(new String(text, tokens.start(), tokens.end() - tokens.start()));
        }
        return array(values);
    }

    @Override
    long byteLength(int count) {
        return count;
    }

    @Override
    @Nullable Object fromBytes(ByteBuffer bytes, int at, int count) {
        @Nullable Boolean[] values = new Boolean[count];
        for (int i = 0; i < count; i++) {
            values[i] = element(String.valueOf((char) (bytes.get(at + i) & 0xff)));
        }
        return shape().scalar() ? values[0] : array(values);
    }

    private static @Nullable Object array(@Nullable Boolean[] values) {
        boolean[] plain = new boolean[values.length];
        int nulls = 0;
        for (int i = 0; i < plain.length; i++) {
            Boolean value = values[i];
            plain[i] = value != null && value;
            nulls += value == null ? 1 : 0;
        }
        return nulls == 0 && plain.length > 0 ? plain : nulls == values.length ? null : values;
    }

    private static @Nullable Boolean element(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "t", "1", "true" -> true;
            case "f", "0", "false" -> false;
            case "?", " ", "\0", "null" -> null;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    @Override
    void toText(Object value, StringBuilder out) {
        for (int i = 0; i < count(value); i++) {
            Object element = get(value, i);
            (i == 0 ? out : out.append(' ')).append(element == null ? "?" : (Boolean) element ? "T" : "F");
        }
    }

    @Override
    Class<?> valueClass() {
        return shape().scalar() ? Boolean.class : boolean[].class;
    }

    @Override
    int count(Object value) {
        return value.getClass().isArray() ? Array.getLength(value) : 1;
    }

    @Override
    void toBytes(@Nullable Object value, int count, ByteArrayOutputStream out) {
        int there = value == null ? 0 : count(value);
        for (int i = 0; i < count; i++) {
            Object element = value == null || i >= there ? null : get(value, i);
            out.write(element == null ? '?' : (Boolean) element ? 'T' : 'F');
        }
    }

    private static @Nullable Object get(Object value, int index) {
        return value.getClass().isArray() ? Array.get(value, index) : value;
    }
}
