package io.camelopard.votable;

import io.camelopard.FinalException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Rows from the base64 of a BINARY or BINARY2 STREAM (VOTable 1.5, sections 5.3 and 5.4).
 *
 * <p>STIL's own reader is not used for this: it makes arrays as long as the stream says, drops a last row that is torn,
 * takes a null boolean for false, and waits in threads that outlive a reader who leaves.
 */
final class BinaryReader implements RowReader {
    private final Columns columns;
    private final CellType[] types;
    private final int flagBytes;
    private final Limits limits;
    private final RowPlace place;
    private final RowSink sink;
    private final Base64Text base64 = new Base64Text();

    private ByteBuffer bytes = ByteBuffer.allocate(1 << 15);
    private int start;
    private int end;

    BinaryReader(TableSpec table, boolean binary2, Limits limits, RowPlace place, RowSink sink) {
        this.columns = table.columns();
        this.types = new CellType[columns.size()];
        this.flagBytes = binary2 ? (types.length + 7) / 8 : 0;
        this.limits = limits;
        this.place = place;
        this.sink = sink;
        for (int i = 0; i < types.length; i++) {
            types[i] = type(columns.get(i), table.fields().get(i).nullValue());
        }
        sink.columns(columns);
    }

    private CellType type(Column column, @Nullable String nullValue) {
        try {
            return CellType.of(column, flagBytes > 0 ? null : nullValue, limits, true);
        } catch (IllegalArgumentException e) {
            throw new FinalException(
                    "column '" + Excerpt.of(column.name(), 80) + "' has the datatype '"
                            + Excerpt.of(column.datatype(), 40)
                            + "', which is none of VOTable, so its bytes cannot be read",
                    e);
        }
    }

    @Override
    public void start(String name) {
        throw place.fault("found the element " + Excerpt.of(name, 40) + " inside a STREAM", null);
    }

    @Override
    public void characters(char[] from, int at, int length) {
        makeRoom(length);
        try {
            end = base64.decode(from, at, length, bytes.array(), end);
        } catch (IllegalArgumentException e) {
            throw place.fault("the STREAM is damaged: " + e.getMessage(), e);
        }
        readRows();
    }

    @Override
    public void end(String name) {
        // start() lets none in
    }

    @Override
    public void finish() {
        if (start < end || base64.torn()) {
            throw place.fault("the STREAM ends within the row, after " + (end - start) + " of its bytes", null);
        }
    }

    private void makeRoom(int more) {
        byte[] array = bytes.array();
        int there = end - start;
        if (array.length - end < more) {
            byte[] roomy = array.length - there < more ? new byte[Math.max(2 * array.length, there + more)] : array;
            System.arraycopy(array, start, roomy, 0, there);
            bytes = roomy == array ? bytes : ByteBuffer.wrap(roomy);
            start = 0;
            end = there;
        }
    }

    private void readRows() {
        if (types.length == 0 && end > start) {
            throw place.fault("the TABLE has no FIELDs, so its STREAM cannot be read", null);
        }
        int[] at = new int[types.length];
        for (int after = layOut(at); after >= 0; after = layOut(at)) {
            if (after == start) {
                throw place.fault("rows of these FIELDs have no bytes, but the STREAM has", null);
            }
            sink.row(cells(at), after - start);
            place.rowDone();
            start = after;
        }
    }

    /** Finds where the cells of the next row begin; the end of the row, or -1 if it is not all there. */
    private int layOut(int[] cells) {
        if (start == end) {
            return -1;
        }
        long at = (long) start + flagBytes;
        for (int i = 0; i < types.length; i++) {
            long length = at > end ? -1 : length(i, (int) at);
            if (length < 0) {
                return -1;
            }
            cells[i] = (int) at;
            at += length;
            if (at - start > 8 * limits.maxTextChars()) {
                throw place.fault("the row has more than " + 8 * limits.maxTextChars() + " bytes", null);
            }
        }
        return at > end ? -1 : (int) at;
    }

    private long length(int column, int at) {
        try {
            return types[column].cellLength(bytes, at, end);
        } catch (IllegalArgumentException e) {
            throw place.badCell(columns.get(column), String.valueOf(e.getMessage()), e);
        }
    }

    private @Nullable Object[] cells(int[] at) {
        @Nullable Object[] row = new Object[types.length];
        for (int i = 0; i < row.length; i++) {
            boolean isNull = flagBytes > 0 && (bytes.get(start + i / 8) >> (7 - i % 8) & 1) == 1;
            row[i] = isNull ? null : cell(i, at[i]);
        }
        return row;
    }

    private @Nullable Object cell(int column, int at) {
        try {
            return types[column].cell(bytes, at);
        } catch (IllegalArgumentException e) {
            int size = Math.min(16, end - at);
            String found = HexFormat.of().formatHex(Arrays.copyOfRange(bytes.array(), at, at + size));
            throw place.badCell(columns.get(column), "the bytes " + found, e);
        }
    }
}
