package io.camelopard.votable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Thrift's compact protocol, as much of it as Parquet's headers need. */
final class ThriftWriter {
    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Deque<Integer> outer = new ArrayDeque<>();
    private int last;

    ThriftWriter i32(int field, int value) {
        field(field, I32);
        varint(zigzag(value));
        return this;
    }

    ThriftWriter i64(int field, long value) {
        field(field, I64);
        varint(zigzag(value));
        return this;
    }

    ThriftWriter text(int field, String value) {
        field(field, BINARY);
        return bytes(value);
    }

    /** A struct in a field, until {@link #end}. */
    ThriftWriter struct(int field) {
        field(field, STRUCT);
        return struct();
    }

    /** A struct in a list, or the outermost, until {@link #end}. */
    ThriftWriter struct() {
        outer.push(last);
        last = 0;
        return this;
    }

    ThriftWriter end() {
        out.write(0);
        last = outer.pop();
        return this;
    }

    /** To be followed by that many structs. */
    ThriftWriter structs(int field, int count) {
        return list(field, count, STRUCT);
    }

    ThriftWriter texts(int field, String... values) {
        list(field, values.length, BINARY);
        for (String value : values) {
            bytes(value);
        }
        return this;
    }

    ThriftWriter ints(int field, int... values) {
        list(field, values.length, I32);
        for (int value : values) {
            varint(zigzag(value));
        }
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private ThriftWriter list(int field, int count, int type) {
        field(field, LIST);
        if (count < 15) {
            out.write((count << 4) | type);
        } else {
            out.write(0xf0 | type);
            varint(count);
        }
        return this;
    }

    private void field(int field, int type) {
        out.write(((field - last) << 4) | type);
        last = field;
    }

    private ThriftWriter bytes(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        varint(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    private static long zigzag(long value) {
        return (value << 1) ^ (value >> 63);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
