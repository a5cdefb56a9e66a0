package io.camelopard.votable;

import io.camelopard.FinalException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares what FITS headers promise with the bytes that are there, before STIL makes arrays of the promised size (FITS
 * 4.0, sections 4.4 and 7.3).
 */
final class FitsCheck {
    private static final int BLOCK = 2880;
    private static final int CARD = 80;
    private static final int MAX_HEADER_BLOCKS = 4000;
    private static final Pattern FORM = Pattern.compile("(\\d{0,9})([LXBIJKAEDCMPQ])([LXBIJKAEDCM]?).*");
    private static final Pattern FIELD = Pattern.compile("[AIFED](\\d{1,9})(?:\\.\\d{1,9})?");
    private static final Map<Character, Integer> ELEMENT_BITS = Map.ofEntries(
            Map.entry('L', 8),
            Map.entry('X', 1),
            Map.entry('B', 8),
            Map.entry('I', 16),
            Map.entry('J', 32),
            Map.entry('K', 64),
            Map.entry('A', 8),
            Map.entry('E', 32),
            Map.entry('D', 64),
            Map.entry('C', 64),
            Map.entry('M', 128),
            Map.entry('P', 64),
            Map.entry('Q', 128));

    private record Varying(int number, long offset, boolean wide, long bits) {}

    private final String file;
    private final Limits limits;
    private final long size;
    private final DataInputStream in;
    private long at;

    private FitsCheck(String file, InputStream in, long size, Limits limits) {
        this.file = file;
        this.in = new DataInputStream(in);
        this.size = size;
        this.limits = limits;
    }

    /**
     * Refuses a file whose first table is not what its header says, up to and with that table. A compressed image looks
     * like a table and is none (FITS 4.0, section 10.1).
     *
     * @param file what it is called in a message
     * @return the number of the table's HDU; nothing if there is none
     */
    static OptionalInt table(String file, InputStream in, long size, Limits limits) throws IOException {
        try {
            return new FitsCheck(file, in, size, limits).checkUpToTable();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new FinalException(file + " has a number in its header that is none", e);
        }
    }

    private OptionalInt checkUpToTable() throws IOException {
        for (int hdu = 0; at < size; hdu++) {
            Map<String, String> header = header();
            String type = header.getOrDefault("XTENSION", "");
            long data = dataBytes(header);
            if (data > size - at) {
                throw new FinalException(
                        file + " promises " + data + " bytes of data where " + (size - at) + " are left");
            }
            boolean image = "T".equals(header.get("ZIMAGE"));
            if ((type.equals("BINTABLE") || type.equals("TABLE")) && !image) {
                checkTable(header, type.equals("TABLE"), data);
                return OptionalInt.of(hdu);
            }
            long padded = Math.min(roundUp(data), size - at);
            in.skipNBytes(padded);
            at += padded;
        }
        return OptionalInt.empty();
    }

    private Map<String, String> header() throws IOException {
        Map<String, String> cards = new HashMap<>();
        byte[] block = new byte[BLOCK];
        for (int blocks = 0; blocks < MAX_HEADER_BLOCKS; blocks++) {
            readBlock(block);
            for (int card = 0; card < BLOCK; card += CARD) {
                String text = new String(block, card, CARD, StandardCharsets.ISO_8859_1);
                String key = text.substring(0, 8).strip();
                if (key.equals("END")) {
                    return cards;
                }
                if (text.startsWith("= ", 8)) {
                    cards.putIfAbsent(key, value(text.substring(10)));
                }
            }
        }
        throw new FinalException(file + " has a header without END in its first " + MAX_HEADER_BLOCKS + " blocks");
    }

    private void readBlock(byte[] block) throws IOException {
        try {
            in.readFully(block);
            at += BLOCK;
        } catch (EOFException e) {
            throw new FinalException(file + " ends within a header", e);
        }
    }

    private static String value(String field) {
        String text = field.strip();
        if (text.startsWith("'")) {
            int end = text.indexOf('\'', 1);
            return text.substring(1, end < 0 ? text.length() : end).strip();
        }
        int comment = text.indexOf('/');
        return comment < 0 ? text : text.substring(0, comment).strip();
    }

    private static long dataBytes(Map<String, String> header) {
        int axes = Math.toIntExact(number(header, "NAXIS", 0));
        if (axes < 0 || axes > 999) {
            throw new NumberFormatException("NAXIS " + axes);
        }
        long elements = axes == 0 ? 0 : 1;
        for (int i = 1; i <= axes; i++) {
            long length = number(header, "NAXIS" + i, -1);
            boolean randomGroups = i == 1 && length == 0 && "T".equals(header.get("GROUPS"));
            if (length < 0) {
                throw new NumberFormatException("NAXIS" + i);
            }
            elements = Math.multiplyExact(elements, randomGroups ? 1 : length);
        }
        long groups =
                Math.multiplyExact(number(header, "GCOUNT", 1), Math.addExact(elements, number(header, "PCOUNT", 0)));
        long bytes = Math.multiplyExact(groups, Math.abs(number(header, "BITPIX", 8)) / 8);
        if (bytes < 0) {
            throw new NumberFormatException("negative size");
        }
        return axes == 0 ? 0 : bytes;
    }

    private void checkTable(Map<String, String> header, boolean ascii, long dataBytes) throws IOException {
        long rowBytes = number(header, "NAXIS1", -1);
        long rows = number(header, "NAXIS2", 0);
        long fields = number(header, "TFIELDS", -1);
        if (fields < 0 || fields > limits.maxColumns()) {
            throw new FinalException(
                    file + " says that it has " + fields + " columns, the limit is " + limits.maxColumns());
        }
        boolean rowsOfNothing = rowBytes == 0 && rows > 0;
        if (rowsOfNothing || rowBytes > 2 * limits.maxTextChars()) {
            throw new FinalException(file + " has rows of " + rowBytes + " bytes");
        }
        if (ascii) {
            checkFields(header, fields, rowBytes);
        } else {
            List<Varying> varying = checkColumns(header, fields, rowBytes);
            long heap = dataBytes - number(header, "THEAP", Math.multiplyExact(rowBytes, rows));
            checkHeap(varying, rows, (int) rowBytes, heap);
        }
    }

    /** The fields of an ASCII table may overlap, and each has its place in the row (FITS 4.0, section 7.2). */
    private void checkFields(Map<String, String> header, long fields, long rowBytes) {
        for (int i = 1; i <= fields; i++) {
            String form = header.getOrDefault("TFORM" + i, "");
            Matcher matcher = FIELD.matcher(form);
            long first = number(header, "TBCOL" + i, 0);
            if (!matcher.matches() || first < 1 || first > rowBytes - Long.parseLong(matcher.group(1)) + 1) {
                throw new FinalException(
                        "column %d of %s has the form '%s' at byte %d of a row, which has %d; that is no place in it"
                                .formatted(i, file, Excerpt.of(form, 40), first, rowBytes));
            }
        }
    }

    private List<Varying> checkColumns(Map<String, String> header, long fields, long rowBytes) {
        List<Varying> varying = new ArrayList<>();
        long sum = 0;
        for (int i = 1; i <= fields; i++) {
            String form = header.getOrDefault("TFORM" + i, "");
            Matcher matcher = FORM.matcher(form);
            if (!matcher.matches()) {
                throw new FinalException(
                        "column " + i + " of " + file + " has the form '" + Excerpt.of(form, 40) + "', which is none");
            }
            long count = matcher.group(1).isEmpty() ? 1 : Long.parseLong(matcher.group(1));
            char type = matcher.group(2).charAt(0);
            if ((type == 'P' || type == 'Q') && count > 0) {
                varying.add(new Varying(i, sum, type == 'Q', elementBits(matcher.group(3))));
            }
            sum = Math.addExact(sum, (Math.multiplyExact(count, elementBits(matcher.group(2))) + 7) / 8);
        }
        if (sum > rowBytes) {
            throw new FinalException(
                    "the columns of " + file + " need " + sum + " bytes a row, its rows have " + rowBytes);
        }
        return varying;
    }

    private long elementBits(String type) {
        Integer bits = type.isEmpty() ? null : ELEMENT_BITS.get(type.charAt(0));
        if (bits == null) {
            throw new FinalException(file + " has arrays of variable length of no type");
        }
        return bits;
    }

    /** An array of variable length is a count and a place, which must be inside the heap. */
    private void checkHeap(List<Varying> varying, long rows, int rowBytes, long heap) throws IOException {
        ByteBuffer row = ByteBuffer.allocate(varying.isEmpty() ? 0 : rowBytes);
        for (long i = 0; i < rows && !varying.isEmpty(); i++) {
            in.readFully(row.array());
            for (Varying column : varying) {
                int at = (int) column.offset();
                long count = column.wide() ? row.getLong(at) : row.getInt(at);
                long place = column.wide() ? row.getLong(at + 8) : row.getInt(at + 4);
                if (count < 0
                        || count > limits.maxCellChars()
                        || place < 0
                        || place > heap - count * column.bits() / 8) {
                    throw new FinalException("row " + (i + 1) + ": column " + column.number() + " of " + file
                            + " is an array of " + count + " elements outside what is there");
                }
            }
        }
    }

    private static long number(Map<String, String> header, String key, long otherwise) {
        String text = header.get(key);
        return text == null ? otherwise : Long.parseLong(text);
    }

    private static long roundUp(long bytes) {
        return (bytes + BLOCK - 1) / BLOCK * BLOCK;
    }
}
