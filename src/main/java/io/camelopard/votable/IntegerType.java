package io.camelopard.votable;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** unsignedByte (as Short), short, int and long. The null value of VALUES makes a lone number null. */
final class IntegerType extends CellType {
    /** Bytes of an element, and what it may be. */
    enum Width {
        UBYTE(1, Short.MIN_VALUE, Short.MAX_VALUE),
        SHORT(2, Short.MIN_VALUE, Short.MAX_VALUE),
        INT(4, Integer.MIN_VALUE, Integer.MAX_VALUE),
        LONG(8, Long.MIN_VALUE, Long.MAX_VALUE);

        final int bytes;
        final long min;
        final long max;

        Width(int bytes, long min, long max) {
            this.bytes = bytes;
            this.min = min;
            this.max = max;
        }
    }

    private final Width width;
    private final @Nullable Long nullValue;

    IntegerType(Width width, Shape shape, @Nullable String nullValue, int maxCount) {
        super(shape, maxCount);
        this.width = width;
        this.nullValue = number(nullValue);
    }

    Width width() {
        return width;
    }

    // A null value that is no number is none: nothing can be equal to it.
    static @Nullable Long number(@Nullable String text) {
        try {
            return text == null
                    ? null
                    : (Long) Decimal.toLong(
                            text.strip().toCharArray(), 0, text.strip().length());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    @Nullable Object fromText(char[] text, int from, int to) {
        if (shape().scalar()) {
            return Decimal.isNothing(text, from, to) ? null : lone(inRange(Decimal.toLong(text, from, to)));
        }
        int count = Tokens.count(text, from, to);
        Object array = array(count);
        Tokens tokens = new Tokens(text, from, to);
        for (int i = 0; tokens.next(); i++) {
            set(array, i, inRange(Decimal.toLong(text, tokens.start(), tokens.end())));
        }
        return count == 0 ? null : array;
    }

    @Override
    long byteLength(int count) {
        return (long) count * width.bytes;
    }

    @Override
    @Nullable Object fromBytes(ByteBuffer bytes, int at, int count) {
        if (shape().scalar()) {
            return lone(read(bytes, at));
        }
        Object array = array(count);
        boolean nothing = true;
        for (int i = 0; i < count; i++) {
            long value = read(bytes, at + i * width.bytes);
            nothing = nothing && nullValue != null && value == nullValue;
            set(array, i, value);
        }
        return nothing ? null : array;
    }

    private long read(ByteBuffer bytes, int at) {
        return switch (width) {
            case UBYTE -> bytes.get(at) & 0xff;
            case SHORT -> bytes.getShort(at);
            case INT -> bytes.getInt(at);
            case LONG -> bytes.getLong(at);
        };
    }

    private @Nullable Object lone(long value) {
        if (nullValue != null && nullValue == value) {
            return null;
        }
        return switch (width) {
            case UBYTE, SHORT -> (Object) (short) value;
            case INT -> (Object) (int) value;
            case LONG -> (Object) value;
        };
    }

    private Object array(int count) {
        return switch (width) {
            case UBYTE, SHORT -> new short[count];
            case INT -> new int[count];
            case LONG -> new long[count];
        };
    }

    private void set(Object array, int index, long value) {
        switch (width) {
            case UBYTE, SHORT -> ((short[]) array)[index] = (short) value;
            case INT -> ((int[]) array)[index] = (int) value;
            case LONG -> ((long[]) array)[index] = value;
        }
    }

    private long inRange(long value) {
        if (value < width.min || value > width.max) {
            throw new IllegalArgumentException("out of range");
        }
        return value;
    }

    @Override
    void toText(Object value, StringBuilder out) {
        for (int i = 0; i < count(value); i++) {
            (i == 0 ? out : out.append(' ')).append(element(value, i));
        }
    }

    /** An array full of a number; null for a scalar. */
    @Nullable Object filled(long value) {
        if (shape().scalar() || shape().variable()) {
            return null;
        }
        Object array = array(shape().count());
        for (int i = 0; i < shape().count(); i++) {
            set(array, i, value);
        }
        return array;
    }

    @Override
    Class<?> valueClass() {
        boolean one = shape().scalar();
        return switch (width) {
            case UBYTE, SHORT -> one ? Short.class : short[].class;
            case INT -> one ? Integer.class : int[].class;
            case LONG -> one ? Long.class : long[].class;
        };
    }

    @Override
    int count(Object value) {
        return value.getClass().isArray() ? Array.getLength(value) : 1;
    }

    @Override
    void toBytes(@Nullable Object value, int count, ByteArrayOutputStream out) {
        long nothing = nullValue == null ? 0 : nullValue;
        int there = value == null ? 0 : count(value);
        for (int i = 0; i < count; i++) {
            long element = value == null || i >= there ? nothing : element(value, i);
            writeNumber(element, width.bytes, out);
        }
    }

    /** The whole number at that place of a value, which may be an array. */
    long element(Object value, int index) {
        Number number = (Number) (value.getClass().isArray() ? Array.get(value, index) : value);
        long whole = number.longValue();
        if (whole != number.doubleValue() && (number instanceof Double || number instanceof Float)) {
            throw new IllegalArgumentException("no whole number");
        }
        return inRange(whole);
    }
}
