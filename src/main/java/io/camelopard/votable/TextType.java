package io.camelopard.votable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * char and unicodeChar: a string, or with two dimensions an array of strings of one length. Bytes are UTF-8 (as VOTable
 * 1.6 will have it), or latin-1 where they are not that; padding is no part of a string; an empty string is null.
 */
final class TextType extends CellType {
    private final int width;

    TextType(int width, Shape shape, int maxCount) {
        super(shape, maxCount);
        this.width = width;
    }

    @Override
    boolean keepsBlanks() {
        return true;
    }

    @Override
    @Nullable Object fromText(char[] text, int from, int to) {
        if (!isArray()) {
            return from == to ? null : new String(text, from, to - from);
        }
        int length = shape().first();
        String[] strings = new String[(to - from + length - 1) / length];
        for (int i = 0; i < strings.length; i++) {
            int start = from + i * length;
            strings[i] = trimmed(new String(text, start, Math.min(length, to - start)));
        }
        return strings;
    }

    @Override
    long byteLength(int count) {
        return (long) count * width;
    }

    @Override
    @Nullable Object fromBytes(ByteBuffer bytes, int at, int count) {
        byte[] all = new byte[count * width];
        bytes.get(at, all);
        if (!isArray()) {
            String text = trimmed(decode(all, 0, all.length));
            return text.isEmpty() ? null : text;
        }
        int length = shape().first() * width;
        String[] strings = new String[(all.length + length - 1) / length];
        for (int i = 0; i < strings.length; i++) {
            strings[i] = trimmed(decode(all, i * length, Math.min(length, all.length - i * length)));
        }
        return strings.length == 0 ? null : strings;
    }

    private boolean isArray() {
        return shape().dimensions() > 1 && shape().first() > 0;
    }

    private String decode(byte[] bytes, int from, int length) {
        if (width == 2) {
            return new String(bytes, from, length, StandardCharsets.UTF_16BE);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        }
    }

    private static String trimmed(String text) {
        int end = text.indexOf('\0');
        end = end < 0 ? text.length() : end;
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
    }

    @Override
    void toText(Object value, StringBuilder out) {
        if (!(value instanceof Object[] strings)) {
            out.append(value);
            return;
        }
        for (Object string : strings) {
            int padded = out.length() + Math.max(shape().first(), 0);
            out.append(string == null ? "" : string);
            while (out.length() < padded) {
                out.append(' ');
            }
        }
    }

    @Override
    Class<?> valueClass() {
        return isArray() ? String[].class : String.class;
    }

    @Override
    int valueLength() {
        return shape().variable() ? -1 : shape().count() / Math.max(1, shape().first());
    }

    @Override
    int count(Object value) {
        return encode(value).length / width;
    }

    @Override
    void toBytes(@Nullable Object value, int count, ByteArrayOutputStream out) {
        byte[] bytes = value == null ? new byte[0] : encode(value);
        out.writeBytes(bytes);
        for (int i = bytes.length; i < count * width; i++) {
            out.write(0);
        }
    }

    private byte[] encode(Object value) {
        if (!(value instanceof Object[] strings)) {
            return bytes(value.toString());
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int length = Math.max(shape().first(), 1) * width;
        for (Object string : strings) {
            byte[] one = bytes(string == null ? "" : string.toString());
            if (one.length > length) {
                throw new IllegalArgumentException("a string of " + one.length / width + " characters");
            }
            all.writeBytes(one);
            for (int i = one.length; i < length; i++) {
                all.write(0);
            }
        }
        return all.toByteArray();
    }

    private byte[] bytes(String text) {
        return text.getBytes(width == 2 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8);
    }
}
