package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.votable.Row;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were seen, as 128 bits each, in at most 100 MB. Two different rows being taken for one is less likely than any
 * fault of the machine. Not thread-safe.
 */
final class RowDigests {
    private static final int MOST = 3_000_000;

    private final MessageDigest sha256;
    private long[] slots = new long[2 * 1024];
    private int size;

    RowDigests() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it was not there yet. */
    boolean add(Row row) {
        for (int i = 0; i < row.size(); i++) {
            update(row.get(i));
        }
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
        return add(digest.getLong() | 1, digest.getLong()); // a slot that begins with 0 is free
    }

    private boolean add(long high, long low) {
        int at = slot(slots, high, low);
        if (slots[at] != 0) {
            return false;
        }
        if (size >= MOST) {
            throw new FinalException(
                    "more than %,d rows without a position of their own: parts of the search cannot be".formatted(MOST)
                            + " told apart in bounded memory; search smaller regions");
        }
        put(slots, at, high, low);
        if (++size > slots.length / 2 / 4 * 3) {
            grow();
        }
        return true;
    }

    private void grow() {
        long[] larger = new long[2 * slots.length];
        for (int i = 0; i < slots.length; i += 2) {
            if (slots[i] != 0) {
                put(larger, slot(larger, slots[i], slots[i + 1]), slots[i], slots[i + 1]);
            }
        }
        slots = larger;
    }

    private static void put(long[] slots, int at, long high, long low) {
        slots[at] = high;
        slots[at + 1] = low;
    }

    /** Where it is, or is to be. */
    private static int slot(long[] slots, long high, long low) {
        int mask = slots.length - 1;
        int at = (int) low * 2 & mask;
        while (slots[at] != 0 && (slots[at] != high || slots[at + 1] != low)) {
            at = at + 2 & mask;
        }
        return at;
    }

    /** A cell with its type and its length, so that no two different rows have the same bytes. */
    private void update(@Nullable Object cell) {
        if (cell != null && cell.getClass().isArray()) {
            int length = Array.getLength(cell);
            update("array " + length);
            for (int i = 0; i < length; i++) {
                update(Array.get(cell, i));
            }
            return;
        }
        byte[] text = String.valueOf(cell).getBytes(StandardCharsets.UTF_8);
        sha256.update((byte) (cell == null ? 0 : cell.getClass().getSimpleName().charAt(0)));
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
        sha256.update(text);
    }
}
