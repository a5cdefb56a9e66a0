package io.camelopard.votable;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Rows that wait in a file until it is known what they are to become. Each cell carries its type, so rows of several
 * tables, and values whose type nobody knows before the last of them, may follow each other.
 *
 * <p>The file is the caller's, who deletes it. For one thread.
 */
public final class RowSpool implements Closeable {
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final DataOutputStream out;
    private long position;

    private RowSpool(Path file) throws IOException {
        this.file = file;
        this.out = new DataOutputStream(new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING), BUFFER));
    }

    /** Begins anew in an existing file. */
    public static RowSpool open(Path file) throws IOException {
        return new RowSpool(file);
    }

    /** Where the next row will begin. */
    public long position() {
        return position;
    }

    /** A value is what a {@link Row} can hold. */
    public void write(Row row) throws IOException {
        for (int i = 0; i < row.size(); i++) {
            write(row.get(i));
        }
    }

    @SuppressWarnings("EnumOrdinal") // read again by this very class, in this very process
    private void write(@Nullable Object value) throws IOException {
        Tag tag = Tag.of(value);
        out.writeByte(tag.ordinal());
        position++;
        if (value != null) {
            position += tag.write(value, out);
        }
    }

    /** The rows between two positions, which were written with these columns. */
    public RowCursor read(Columns columns, long from, long to) throws IOException {
        out.flush();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return new Cursor(columns, channel.position(from), to - from);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static final class Cursor implements RowCursor {
        private final Columns columns;
        private final Counted counted;
        private final DataInputStream in;
        private final long length;

        Cursor(Columns columns, FileChannel channel, long length) {
            this.columns = columns;
            this.counted = new Counted(new BufferedInputStream(Channels.newInputStream(channel), BUFFER));
            this.in = new DataInputStream(counted);
            this.length = length;
        }

        @Override
        public @Nullable Row next() throws IOException {
            if (counted.bytes >= length) {
                return null;
            }
            @Nullable Object[] cells = new Object[columns.size()];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = Tag.ALL[in.readByte()].read(in);
            }
            return Row.of(columns, cells);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Knows how many bytes have been read. */
    private static final class Counted extends InputStream {
        private final InputStream in;
        private long bytes;

        Counted(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            bytes += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int count = in.read(to, offset, length);
            bytes += Math.max(0, count);
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** The types of values. */
    private enum Tag {
        NULL,
        BOOLEAN,
        SHORT,
        INTEGER,
        LONG,
        FLOAT,
        DOUBLE,
        STRING,
        BOOLEANS,
        SHORTS,
        INTEGERS,
        LONGS,
        FLOATS,
        DOUBLES,
        OBJECTS,
        STRINGS;

        @SuppressWarnings("ImmutableEnumChecker")
        private static final Tag[] ALL = values();

        static Tag of(@Nullable Object value) {
            if (value == null) {
                return NULL;
            }
            Tag tag = ofScalar(value);
            return tag != null ? tag : ofArray(value);
        }

        private static @Nullable Tag ofScalar(Object value) {
            if (value instanceof String) {
                return STRING;
            } else if (value instanceof Double) {
                return DOUBLE;
            } else if (value instanceof Integer) {
                return INTEGER;
            } else if (value instanceof Long) {
                return LONG;
            } else if (value instanceof Float) {
                return FLOAT;
            } else if (value instanceof Short) {
                return SHORT;
            }
            return value instanceof Boolean ? BOOLEAN : null;
        }

        private static Tag ofArray(Object value) {
            if (value instanceof double[]) {
                return DOUBLES;
            } else if (value instanceof float[]) {
                return FLOATS;
            } else if (value instanceof int[]) {
                return INTEGERS;
            } else if (value instanceof long[]) {
                return LONGS;
            } else if (value instanceof short[]) {
                return SHORTS;
            } else if (value instanceof boolean[]) {
                return BOOLEANS;
            } else if (value instanceof Boolean[]) {
                return OBJECTS;
            } else if (value instanceof String[]) {
                return STRINGS;
            }
            throw new IllegalArgumentException(
                    "no cell of a table is a " + value.getClass().getName());
        }

        private Tag element() {
            return switch (this) {
                case BOOLEANS, OBJECTS -> BOOLEAN;
                case SHORTS -> SHORT;
                case INTEGERS -> INTEGER;
                case LONGS -> LONG;
                case FLOATS -> FLOAT;
                case DOUBLES -> DOUBLE;
                default -> STRING;
            };
        }

        private boolean nullable() {
            return this == OBJECTS || this == STRINGS;
        }

        /** How many bytes. */
        long write(Object value, DataOutputStream out) throws IOException {
            switch (this) {
                case BOOLEAN -> out.writeBoolean((Boolean) value);
                case SHORT -> out.writeShort((Short) value);
                case INTEGER -> out.writeInt((Integer) value);
                case LONG -> out.writeLong((Long) value);
                case FLOAT -> out.writeFloat((Float) value);
                case DOUBLE -> out.writeDouble((Double) value);
                case STRING -> {
                    return text((String) value, out);
                }
                default -> {
                    return array(value, out);
                }
            }
            return width();
        }

        private int width() {
            return switch (this) {
                case BOOLEAN -> 1;
                case SHORT -> 2;
                case INTEGER, FLOAT -> 4;
                default -> 8;
            };
        }

        private static long text(String text, DataOutputStream out) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
            return 4L + bytes.length;
        }

        private long array(Object array, DataOutputStream out) throws IOException {
            int count = java.lang.reflect.Array.getLength(array);
            out.writeInt(count);
            long bytes = 4;
            for (int i = 0; i < count; i++) {
                Object value = java.lang.reflect.Array.get(array, i);
                if (nullable()) {
                    out.writeBoolean(value != null);
                    bytes++;
                }
                bytes += value == null ? 0 : element().write(value, out);
            }
            return bytes;
        }

        @Nullable Object read(DataInputStream in) throws IOException {
            return switch (this) {
                case NULL -> null;
                case BOOLEAN -> in.readBoolean();
                case SHORT -> in.readShort();
                case INTEGER -> in.readInt();
                case LONG -> in.readLong();
                case FLOAT -> in.readFloat();
                case DOUBLE -> in.readDouble();
                case STRING -> new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
                default -> readArray(in);
            };
        }

        private Object readArray(DataInputStream in) throws IOException {
            int count = in.readInt();
            Object array = newArray(count);
            for (int i = 0; i < count; i++) {
                if (!nullable() || in.readBoolean()) {
                    java.lang.reflect.Array.set(array, i, element().read(in));
                }
            }
            return array;
        }

        private Object newArray(int count) {
            return switch (this) {
                case BOOLEANS -> new boolean[count];
                case SHORTS -> new short[count];
                case INTEGERS -> new int[count];
                case LONGS -> new long[count];
                case FLOATS -> new float[count];
                case DOUBLES -> new double[count];
                case OBJECTS -> new Boolean[count];
                default -> new String[count];
            };
        }
    }
}
