package io.camelopard.votable;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** bit: 0 and 1, in an array with or without blanks between; packed into bytes in BINARY, the first bit highest. */
final class BitType extends CellType {
    BitType(Shape shape, int maxCount) {
        super(shape, maxCount);
    }

    @Override
    @Nullable Object fromText(char[] text, int from, int to) {
        boolean[] bits = new boolean[to - from];
        int count = 0;
        for (int i = from; i < to; i++) {
            if (text[i] == '0' || text[i] == '1') {
                bits[count++] = text[i] == '1';
            } else if (text[i] > ' ' && text[i] != ',') {
                throw new IllegalArgumentException("no bit");
            }
        }
        if (shape().scalar() && count > 1) {
            throw new IllegalArgumentException("more than one bit");
        }
        return count == 0 ? null : shape().scalar() ? (Object) bits[0] : Arrays.copyOf(bits, count);
    }

    @Override
    long byteLength(int count) {
        return (count + 7L) / 8;
    }

    @Override
    @Nullable Object fromBytes(ByteBuffer bytes, int at, int count) {
        boolean[] bits = new boolean[count];
        for (int i = 0; i < count; i++) {
            bits[i] = (bytes.get(at + i / 8) >> (7 - i % 8) & 1) == 1;
        }
        return count == 0 ? null : shape().scalar() ? (Object) bits[0] : bits;
    }

    @Override
    void toText(Object value, StringBuilder out) {
        for (int i = 0; i < count(value); i++) {
            (i == 0 ? out : out.append(' ')).append(get(value, i) ? '1' : '0');
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
        for (int i = 0; i < count; i += 8) {
            int packed = 0;
            for (int bit = 0; bit < 8; bit++) {
                boolean set = value != null && i + bit < there && get(value, i + bit);
                packed |= set ? 0x80 >> bit : 0;
            }
            out.write(packed);
        }
    }

    private static boolean get(Object value, int index) {
        return (Boolean) (value.getClass().isArray() ? Array.get(value, index) : value);
    }
}
