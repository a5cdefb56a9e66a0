package io.camelopard.votable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the cells of one column mean, as text (TABLEDATA) and as bytes (BINARY, BINARY2): VOTable 1.5, sections 2.1, 5 and 6.
 *
 * <p>A cell that is nothing the type can be is an {@link IllegalArgumentException}, never null and never zero.
 */
abstract sealed class CellType permits BitType, BooleanType, FloatType, IntegerType, TextType {
    private final Shape shape;
    private final int maxCount;

    CellType(Shape shape, int maxCount) {
        this.shape = shape;
        this.maxCount = maxCount;
    }

    /**
     * @param nullValue the number that stands for null, from VALUES
     * @param binary a lone char is one byte there; in TABLEDATA an {@code arraysize} is often forgotten
     */
    static CellType of(Column column, @Nullable String nullValue, Limits limits, boolean binary) {
        Shape shape = Shape.parse(column.arraysize());
        int max = limits.maxCellChars();
        return switch (column.datatype().toLowerCase(Locale.ROOT)) {
            case "boolean" -> new BooleanType(shape, max);
            case "bit" -> new BitType(shape, max);
            case "unsignedbyte" -> new IntegerType(IntegerType.Width.UBYTE, shape, nullValue, max);
            case "short" -> new IntegerType(IntegerType.Width.SHORT, shape, nullValue, max);
            case "int" -> new IntegerType(IntegerType.Width.INT, shape, nullValue, max);
            case "long" -> new IntegerType(IntegerType.Width.LONG, shape, nullValue, max);
            case "float" -> new FloatType(false, false, shape, max);
            case "double" -> new FloatType(true, false, shape, max);
            case "floatcomplex" -> new FloatType(false, true, shape, max);
            case "doublecomplex" -> new FloatType(true, true, shape, max);
            case "char" -> new TextType(1, shape, max);
            case "unicodechar" -> new TextType(2, shape, max);
            default -> {
                if (binary) {
                    throw new IllegalArgumentException("unknown datatype");
                }
                yield new TextType(1, Shape.parse("*"), max);
            }
        };
    }

    final Shape shape() {
        return shape;
    }

    /** Whether blanks around a text belong to it. */
    boolean keepsBlanks() {
        return false;
    }

    /** The value of a text that is not empty. */
    abstract @Nullable Object fromText(char[] text, int from, int to);

    /** Bytes of that many elements. */
    abstract long byteLength(int count);

    abstract @Nullable Object fromBytes(ByteBuffer bytes, int at, int count);

    /** The text of a value that is not null. */
    abstract void toText(Object value, StringBuilder out);

    /** The class of the values (but for nulls inside an array). */
    abstract Class<?> valueClass();

    /** How long the array of a value is, if it is one; -1 if a cell says so itself. */
    int valueLength() {
        return shape.count();
    }

    /** How many elements a value has, as its array says in BINARY. */
    abstract int count(Object value);

    /** Writes that many elements; a value that is null or shorter is filled up with what means nothing. */
    abstract void toBytes(@Nullable Object value, int count, ByteArrayOutputStream out);

    /** The bytes that the cell at this place takes with its count, as far as the bytes that are there tell; else -1. */
    final long cellLength(ByteBuffer bytes, int at, int end) {
        if (!shape.variable()) {
            return byteLength(checked(shape.count()));
        }
        return end - at < 4 ? -1 : 4 + byteLength(checked(bytes.getInt(at)));
    }

    final @Nullable Object cell(ByteBuffer bytes, int at) {
        return shape.variable() ? fromBytes(bytes, at + 4, bytes.getInt(at)) : fromBytes(bytes, at, shape.count());
    }

    final void writeCell(@Nullable Object value, ByteArrayOutputStream out) {
        int count = value == null ? 0 : count(value);
        if (shape.variable()) {
            writeInt(count, out);
            toBytes(value, count, out);
        } else if (count > shape.count()) {
            throw new IllegalArgumentException(count + " elements");
        } else {
            toBytes(value, shape.count(), out);
        }
    }

    static void writeInt(int value, ByteArrayOutputStream out) {
        writeNumber(value, 4, out);
    }

    static void writeNumber(long value, int bytes, ByteArrayOutputStream out) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >> shift));
        }
    }

    private int checked(int count) {
        if (count < 0 || count > maxCount) {
            throw new IllegalArgumentException("an array of " + count + " elements, the limit is " + maxCount);
        }
        return count;
    }
}
