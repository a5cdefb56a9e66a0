package io.camelopard.votable;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.ac.starlink.table.StarTable;

/**
 * Makes a file of one table format of a stored file of another. Read are VOTable in all its serialisations, the first table
 * of a FITS file, ECSV, and CSV with a comma in its first line, told by their content and not by a name; written is what
 * {@link TableFile} writes, with name, type, unit, UCD and description of each column as far as both formats have them.
 *
 * <p>Rows stream from file to file, two to four times, so memory does not grow with them. Nothing that stands in a file
 * makes this open another. A file that has the format already is written anew. Immutable.
 *
 * @param limits what a file may make us hold
 */
public record TableConversion(TableFormat to, Limits limits) {

    /** With the {@linkplain Limits#defaults() usual limits}. */
    public TableConversion(TableFormat to) {
        this(to, Limits.defaults());
    }

    /** What became of it. */
    public sealed interface Outcome {

        /**
         * The table is written.
         *
         * @param from what the file was
         */
        record Converted(TableFormat from, long rows, int columns) implements Outcome {}

        /** Nothing is written: the file has no table, or is of a kind that is not read. */
        record NoTable(String reason) implements Outcome {}
    }

    /**
     * @param target another file; what is there is overwritten, and after a failure it may hold a part
     * @throws FinalException for a file that is damaged, crosses a limit, or has a value that the format cannot hold
     */
    public Outcome from(Path file, Path target) throws IOException {
        FileContent content = FileContent.of(file);
        TableFormat from = content.format();
        if (from == null) {
            return new Outcome.NoTable(content.reason());
        }
        if (from == TableFormat.VOTABLE) {
            Trailer trailer = StoredVotable.scan(file, limits);
            if (!trailer.table()) {
                return new Outcome.NoTable("the VOTable has no TABLE"
                        + trailer.error()
                                .map(words -> ": " + Excerpt.of(words, 200))
                                .orElse(""));
            }
        }
        try (StoredTable table = open(from, file)) {
            if (table == null) {
                return new Outcome.NoTable(nothing(from));
            }
            return table.columns().isEmpty()
                    ? new Outcome.NoTable("the table has no columns")
                    : write(from, table, target);
        }
    }

    private @Nullable StoredTable open(TableFormat from, Path file) throws IOException {
        try {
            return switch (from) {
                case VOTABLE -> StoredVotable.open(file, limits);
                case CSV -> StoredCsv.open(file, limits);
                case ECSV -> limited(StoredStil.of("the ECSV", EcsvTable.open(file, limits), "unicodeChar"));
                case FITS -> fits(FitsFile.open("the FITS file", file, limits));
                case ASCII, PARQUET -> null;
            };
        } catch (FinalException | TransientException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new FinalException(
                    "the file looks like %s and cannot be read: %s"
                            .formatted(from.word(), Excerpt.of(String.valueOf(e.getMessage()), 200)),
                    e);
        }
    }

    private static @Nullable StoredTable fits(@Nullable StarTable table) throws IOException {
        return table == null ? null : StoredStil.of("the FITS file", table, "char");
    }

    private StoredTable limited(StoredTable table) {
        if (table.columns().size() > limits.maxColumns()) {
            throw new FinalException("the table has %d columns, the limit is %d"
                    .formatted(table.columns().size(), limits.maxColumns()));
        }
        return table;
    }

    private static String nothing(TableFormat from) {
        return from == TableFormat.CSV
                ? "the file is one line with commas, which without a second is no CSV"
                : "the " + from + " file has no table";
    }

    private Outcome write(TableFormat from, StoredTable table, Path target) throws IOException {
        Columns columns = unique(table.columns());
        Counted rows = new Counted(table);
        try (OutputStream out = Files.newOutputStream(target)) {
            TableFile.write(to, columns, rows, out);
        }
        return new Outcome.Converted(from, rows.count, columns.size());
    }

    private static Columns unique(Columns columns) {
        List<Column> unique = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Column c = columns.get(i);
            String name = columns.keys().get(i);
            unique.add(new Column(
                    name, null, c.datatype(), c.arraysize(), c.unit(), c.ucd(), c.utype(), c.xtype(), c.description()));
        }
        return Columns.of(unique);
    }

    /** Counts the rows of the last reading. */
    private static final class Counted implements TableFile.Rows {
        private final StoredTable table;
        private long count;

        Counted(StoredTable table) {
            this.table = table;
        }

        @Override
        public RowCursor open() throws IOException {
            RowCursor cursor = table.open();
            count = 0;
            return new RowCursor() {
                @Override
                public @Nullable Row next() throws IOException {
                    Row row = cursor.next();
                    count += row == null ? 0 : 1;
                    return row;
                }

                @Override
                public void close() throws IOException {
                    cursor.close();
                }
            };
        }
    }
}
