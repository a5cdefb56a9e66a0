package io.camelopard.votable;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** float, double and the complex ones, which are pairs. A lone NaN is null. */
final class FloatType extends CellType {
    private final boolean wide;
    private final int parts;
    private final boolean scalar;

    FloatType(boolean wide, boolean complex, Shape shape, int maxCount) {
        super(shape, maxCount);
        this.wide = wide;
        this.parts = complex ? 2 : 1;
        this.scalar = shape.scalar() && !complex;
    }

    @Override
    @Nullable Object fromText(char[] text, int from, int to) {
        if (scalar) {
            return wide ? loneDouble(Decimal.toDouble(text, from, to)) : loneFloat(Decimal.toFloat(text, from, to));
        }
        int count = Tokens.count(text, from, to);
        Tokens tokens = new Tokens(text, from, to);
        return wide ? someOf(doubles(tokens, text, count)) : someOf(floats(tokens, text, count));
    }

    private static double[] doubles(Tokens tokens, char[] text, int count) {
        double[] values = new double[count];
        for (int i = 0; tokens.next(); i++) {
            values[i] = Decimal.toDouble(text, tokens.start(), tokens.end());
        }
        return values;
    }

    private static float[] floats(Tokens tokens, char[] text, int count) {
        float[] values = new float[count];
        for (int i = 0; tokens.next(); i++) {
            values[i] = Decimal.toFloat(text, tokens.start(), tokens.end());
        }
        return values;
    }

    @Override
    long byteLength(int count) {
        return (long) count * parts * (wide ? 8 : 4);
    }

    @Override
    @Nullable Object fromBytes(ByteBuffer bytes, int at, int count) {
        if (scalar) {
            return wide ? loneDouble(bytes.getDouble(at)) : loneFloat(bytes.getFloat(at));
        }
        int length = count * parts;
        ByteBuffer from = bytes.duplicate().position(at);
        if (wide) {
            double[] values = new double[length];
            from.asDoubleBuffer().get(values);
            return someOf(values);
        }
        float[] values = new float[length];
        from.asFloatBuffer().get(values);
        return someOf(values);
    }

    /** The array; null if there is nothing in it but NaN. */
    static @Nullable Object someOf(double[] values) {
        for (double value : values) {
            if (!Double.isNaN(value)) {
                return values;
            }
        }
        return null;
    }

    static @Nullable Object someOf(float[] values) {
        for (float value : values) {
            if (!Float.isNaN(value)) {
                return values;
            }
        }
        return null;
    }

    private static @Nullable Object loneDouble(double value) {
        return Double.isNaN(value) ? null : (Object) value;
    }

    private static @Nullable Object loneFloat(float value) {
        return Float.isNaN(value) ? null : (Object) value;
    }

    @Override
    void toText(Object value, StringBuilder out) {
        if (value instanceof Number number) {
            append(number, out);
            return;
        }
        for (int i = 0; i < Array.getLength(value); i++) {
            append((Number) Array.get(value, i), i == 0 ? out : out.append(' '));
        }
    }

    private static void append(Number number, StringBuilder out) {
        if (Double.isInfinite(number.doubleValue())) {
            out.append(number.doubleValue() < 0 ? "-Inf" : "+Inf");
        } else {
            out.append(number);
        }
    }

    @Override
    Class<?> valueClass() {
        return scalar ? (wide ? Double.class : Float.class) : wide ? double[].class : float[].class;
    }

    @Override
    int valueLength() {
        return shape().variable() ? -1 : shape().count() * parts;
    }

    @Override
    int count(Object value) {
        return value.getClass().isArray() ? (Array.getLength(value) + parts - 1) / parts : 1;
    }

    @Override
    void toBytes(@Nullable Object value, int count, ByteArrayOutputStream out) {
        int there = value == null ? 0 : value instanceof Number ? 1 : Array.getLength(value);
        for (int i = 0; i < count * parts; i++) {
            Object element =
                    i >= there || value == null ? Double.NaN : value instanceof Number ? value : Array.get(value, i);
            Number number = (Number) element;
            if (wide) {
                writeNumber(Double.doubleToRawLongBits(number.doubleValue()), 8, out);
            } else {
                writeNumber(Float.floatToRawIntBits(number.floatValue()), 4, out);
            }
        }
    }
}
