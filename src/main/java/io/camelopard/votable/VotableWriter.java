package io.camelopard.votable;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as a VOTable 1.4 with one RESOURCE of type "results" and one TABLE, keeping what {@link Column} knows.
 *
 * <p>TABLEDATA and BINARY2 go out as the rows come. BINARY and FITS need to know all rows first (which numbers are free
 * to stand for null; how many rows there are), so rows wait in a temporary file until {@link #close()}. In the end
 * {@code close()} completes the document and leaves the stream open, which is the caller's; {@link #abandon()} does not
 * complete it. A value that its column cannot hold is a {@link io.camelopard.FinalException} that names both.
 */
public final class VotableWriter implements Closeable {
    /** How the rows are written (VOTable 1.5, section 5). */
    public enum Serialization {
        TABLEDATA,
        BINARY,
        BINARY2,
        FITS
    }

    /** For what we wrote ourselves. */
    static final Limits OWN = new Limits(Long.MAX_VALUE, 1_000_000, 1 << 28, 100, 1_000_000, Double.MAX_VALUE);

    private final Columns columns;
    private final RowWriter rows;
    private long written;
    private boolean closed;

    private VotableWriter(Columns columns, RowWriter rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /** Begins a document; the INFOs stand before the table. */
    public static VotableWriter open(OutputStream out, Serialization how, Columns columns, List<Info> infos)
            throws IOException {
        VotableText xml = new VotableText(out);
        Columns known = how == Serialization.TABLEDATA ? columns : sized(columns);
        List<CellType> types = types(known, null, how != Serialization.TABLEDATA);
        xml.start(infos);
        if (how == Serialization.BINARY || how == Serialization.FITS) {
            return new VotableWriter(known, new SpooledWriter(xml, known, how == Serialization.FITS));
        }
        fields(xml, known, null);
        boolean text = how == Serialization.TABLEDATA;
        return new VotableWriter(known, text ? new TabledataWriter(xml, types) : new BinaryWriter(xml, types, true));
    }

    /** Writes a row, whose cells are taken in the order of the columns. */
    public void write(Row row) throws IOException {
        if (row.size() != columns.size()) {
            throw new MisuseException(
                    "row " + (written + 1) + " has " + row.size() + " cells for " + columns.size() + " columns");
        }
        try {
            rows.write(row);
            written++;
        } catch (IllegalArgumentException | ClassCastException e) {
            throw misfit(row, e);
        }
    }

    /** Completes the document. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try {
                rows.finish();
            } catch (IllegalArgumentException e) {
                throw new FinalException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** Ends without completing the document, after a failure; a later {@link #close()} does nothing. */
    public void abandon() {
        closed = true;
        rows.discard();
    }

    static void fields(VotableText xml, Columns columns, @Nullable List<@Nullable Long> nullValues) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            xml.field(columns.get(i), nullValues == null ? null : nullValues.get(i));
        }
    }

    static List<CellType> types(Columns columns, @Nullable List<@Nullable Long> nullValues, boolean binary) {
        List<CellType> types = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Long nullValue = nullValues == null ? null : nullValues.get(i);
            types.add(type(columns.get(i), nullValue == null ? null : nullValue.toString(), binary));
        }
        return types;
    }

    private static CellType type(Column column, @Nullable String nullValue, boolean binary) {
        try {
            return CellType.of(column, nullValue, OWN, binary);
        } catch (IllegalArgumentException e) {
            throw new FinalException(
                    "column '" + column.name() + "' has the datatype '" + column.datatype()
                            + "', which is none of VOTable",
                    e);
        }
    }

    // In bytes a lone char is one character, and nobody means that who forgot the arraysize.
    private static Columns sized(Columns columns) {
        List<Column> sized = new ArrayList<>();
        for (Column column : columns) {
            boolean text = column.datatype().toLowerCase(Locale.ROOT).endsWith("char");
            boolean bare = column.arraysize() == null || column.arraysize().isBlank();
            sized.add(text && bare ? column.withArraysize("*") : column);
        }
        return Columns.of(sized);
    }

    private FinalException misfit(Row row, RuntimeException cause) {
        int index = rows.column();
        Column column = columns.get(index);
        Object value = row.get(index);
        String found = value == null
                ? "null"
                : value.getClass().getSimpleName() + " '"
                        + Excerpt.of(
                                String.valueOf(row.text(row.columns().keys().get(index))), 80) + "'";
        String size = column.arraysize() == null ? "" : "[" + column.arraysize() + "]";
        return new FinalException(
                "row " + (written + 1) + ": column '" + column.name() + "' is " + column.datatype() + size + ", found "
                        + found,
                cause);
    }
}
