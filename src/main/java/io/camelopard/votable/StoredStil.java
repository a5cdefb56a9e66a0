package io.camelopard.votable;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import uk.ac.starlink.table.RowSequence;
import uk.ac.starlink.table.StarTable;

/**
 * The table of a file that STIL reads. Whatever STIL throws at a row is a {@link FinalException} that names it.
 *
 * @param format what the file is called in a message
 */
record StoredStil(String format, StarTable table, Columns columns) implements StoredTable {

    /** @param text the datatype of what is text */
    static StoredStil of(String format, StarTable table, String text) throws IOException {
        Columns columns = StilColumns.of(table, text);
        StoredStil stored = new StoredStil(format, table, columns);
        boolean unknown = columns.stream().anyMatch(column -> "1x*".equals(column.arraysize()));
        return unknown ? new StoredStil(format, table, stored.measured()) : stored;
    }

    /** Arrays of text have texts of one length, which ECSV does not tell. */
    private Columns measured() throws IOException {
        int[] lengths = new int[columns.size()];
        try (RowCursor cursor = open()) {
            for (Row row = cursor.next(); row != null; row = cursor.next()) {
                for (int i = 0; i < lengths.length; i++) {
                    lengths[i] = Math.max(lengths[i], longest(row.get(i)));
                }
            }
        }
        List<Column> measured = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            boolean unknown = "1x*".equals(columns.get(i).arraysize());
            measured.add(unknown ? columns.get(i).withArraysize(Math.max(1, lengths[i]) + "x*") : columns.get(i));
        }
        return Columns.of(measured);
    }

    private static int longest(@Nullable Object value) {
        int longest = 0;
        if (value instanceof String[] texts) {
            for (String text : texts) {
                longest = Math.max(longest, text == null ? 0 : text.length());
            }
        }
        return longest;
    }

    @Override
    public RowCursor open() throws IOException {
        return new Cursor(table.getRowSequence());
    }

    @Override
    public void close() throws IOException {
        table.close();
    }

    private final class Cursor implements RowCursor {
        private final RowSequence sequence;
        private long row;

        Cursor(RowSequence sequence) {
            this.sequence = sequence;
        }

        @Override
        public @Nullable Row next() {
            row++;
            try {
                return sequence.next() ? row(sequence.getRow()) : null;
            } catch (FinalException | TransientException e) {
                throw e;
            } catch (IOException | RuntimeException | StackOverflowError e) {
                throw new FinalException(
                        "row %d of %s cannot be read: %s".formatted(row, format, Excerpt.of(String.valueOf(e), 200)),
                        e);
            }
        }

        private Row row(@Nullable Object[] cells) {
            @Nullable Object[] values = new Object[cells.length];
            for (int i = 0; i < cells.length; i++) {
                Object value = StilColumns.value(cells[i], null);
                boolean text =
                        columns.get(i).datatype().toLowerCase(Locale.ROOT).endsWith("char");
                boolean known = value == null || value instanceof String || value instanceof String[];
                values[i] = text && !known ? String.valueOf(value) : value;
            }
            return Row.of(columns, values);
        }

        @Override
        public void close() throws IOException {
            sequence.close();
        }
    }
}
