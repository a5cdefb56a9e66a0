package io.camelopard.votable;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One column of a group of rows, in Parquet's PLAIN encoding: optional values, or optional lists of optional values
 * (three levels, as its LIST demands). An array of several dimensions is one list.
 */
final class ParquetColumn {
    /** Physical types, by their numbers in the format. */
    private static final int BOOLEAN = 0;

    private static final int INT32 = 1;
    private static final int INT64 = 2;
    private static final int FLOAT = 4;
    private static final int DOUBLE = 5;
    private static final int BYTE_ARRAY = 6;

    private final String name;
    private final String datatype;
    private final boolean list;
    private final int type;
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private final ByteArrayOutputStream definitions = new ByteArrayOutputStream();
    private final ByteArrayOutputStream repetitions = new ByteArrayOutputStream();
    private int bits;
    private int bitCount;

    ParquetColumn(Column column) {
        Shape shape = Shape.parse(column.arraysize());
        name = column.name();
        datatype = column.datatype().toLowerCase(Locale.ROOT);
        boolean text = datatype.endsWith("char");
        list = datatype.endsWith("complex") || (text ? shape.dimensions() > 1 : !shape.scalar());
        type = switch (datatype) {
            case "boolean", "bit" -> BOOLEAN;
            case "unsignedbyte", "short", "int" -> INT32;
            case "long" -> INT64;
            case "float", "floatcomplex" -> FLOAT;
            case "double", "doublecomplex" -> DOUBLE;
            default -> BYTE_ARRAY;
        };
    }

    void write(@Nullable Object value) {
        if (!list) {
            level(value == null ? 0 : 1, 0);
            value(value);
        } else if (value == null || Array.getLength(value) == 0) {
            level(value == null ? 0 : 1, 0);
        } else {
            for (int i = 0; i < Array.getLength(value); i++) {
                Object element = Array.get(value, i);
                level(element == null ? 2 : 3, i == 0 ? 0 : 1);
                value(element);
            }
        }
    }

    private void level(int definition, int repetition) {
        definitions.write(definition);
        repetitions.write(repetition);
    }

    private void value(@Nullable Object value) {
        if (value == null) {
            return;
        }
        switch (type) {
            case BOOLEAN -> bit((Boolean) value);
            case INT32 -> little(((Number) value).intValue(), 4);
            case INT64 -> little(((Number) value).longValue(), 8);
            case FLOAT -> little(Float.floatToIntBits(((Number) value).floatValue()), 4);
            case DOUBLE -> little(Double.doubleToLongBits(((Number) value).doubleValue()), 8);
            default -> {
                byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
                little(text.length, 4);
                values.writeBytes(text);
            }
        }
    }

    private void bit(boolean value) {
        bits |= (value ? 1 : 0) << bitCount++;
        if (bitCount == 8) {
            flushBits();
        }
    }

    private void flushBits() {
        values.write(bits);
        bits = 0;
        bitCount = 0;
    }

    private void little(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            values.write((int) (value >>> (8 * i)));
        }
    }

    /** How many levels there are, one for each value, null or empty list. */
    int count() {
        return definitions.size();
    }

    int size() {
        return values.size() + 2 * definitions.size();
    }

    /** Gives the content of a data page of version 1, and begins the next. */
    byte[] page() {
        if (bitCount > 0) {
            flushBits();
        }
        ByteArrayOutputStream page = new ByteArrayOutputStream(size());
        if (list) {
            levels(repetitions.toByteArray(), page);
        }
        levels(definitions.toByteArray(), page);
        page.writeBytes(values.toByteArray());
        values.reset();
        definitions.reset();
        repetitions.reset();
        return page.toByteArray();
    }

    /** Runs of equal levels (RLE), with their length in bytes before them. */
    private static void levels(byte[] levels, ByteArrayOutputStream page) {
        ByteArrayOutputStream runs = new ByteArrayOutputStream();
        for (int from = 0, to; from < levels.length; from = to) {
            for (to = from + 1; to < levels.length && levels[to] == levels[from]; to++) {}
            for (int header = (to - from) << 1; ; header >>>= 7) {
                boolean more = header > 0x7f;
                runs.write(more ? (header & 0x7f) | 0x80 : header);
                if (!more) {
                    break;
                }
            }
            runs.write(levels[from]);
        }
        for (int i = 0; i < 4; i++) {
            page.write(runs.size() >>> (8 * i));
        }
        page.writeBytes(runs.toByteArray());
    }

    /** The nodes of the schema tree. */
    int schemaNodes() {
        return list ? 3 : 1;
    }

    void schema(ThriftWriter out) {
        if (list) {
            group(out, 1, name).i32(6, 3).end(); // optional, LIST
            group(out, 2, "list").end(); // repeated
        }
        out.struct().i32(1, type).i32(3, 1).text(4, list ? "element" : name);
        switch (datatype) {
            case "unsignedbyte" -> out.i32(6, 11); // UINT_8
            case "short" -> out.i32(6, 16); // INT_16
            default -> {
                if (type == BYTE_ARRAY) {
                    out.i32(6, 0); // UTF8
                }
            }
        }
        out.end();
    }

    private static ThriftWriter group(ThriftWriter out, int repetition, String name) {
        return out.struct().i32(3, repetition).text(4, name).i32(5, 1);
    }

    int type() {
        return type;
    }

    String[] path() {
        return list ? new String[] {name, "list", "element"} : new String[] {name};
    }
}
