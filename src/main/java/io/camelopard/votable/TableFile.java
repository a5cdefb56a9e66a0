package io.camelopard.votable;

import io.camelopard.FinalException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import uk.ac.starlink.ecsv.EcsvTableWriter;
import uk.ac.starlink.fits.FitsTableWriter;
import uk.ac.starlink.table.StarTableWriter;
import uk.ac.starlink.table.StoragePolicy;
import uk.ac.starlink.table.formats.CsvTableWriter;
import uk.ac.starlink.votable.UnifiedFitsTableWriter;

/**
 * Writes a table as a file of any {@link TableFormat}, to a stream that stays open, in bounded memory: the rows are read
 * twice or three times.
 *
 * <p>VOTable, FITS, ECSV and Parquet keep type, unit, UCD, utype and description of each column; CSV and ASCII its name. A
 * null is an empty cell in text, TNULL or NaN in FITS. An array stands in brackets in CSV and ASCII. FITS and ECSV have
 * no characters but those of ASCII; others become question marks there. A column that the format cannot hold is a {@link
 * FinalException} that names it.
 */
public final class TableFile {
    // STIL tells at INFO what it does to each table; kept here, since a logger without an owner loses its level.
    private static final Logger STIL = Logger.getLogger("uk.ac.starlink");

    static {
        STIL.setLevel(Level.WARNING);
    }

    private TableFile() {}

    /** Rows that can be read again from the first. */
    @FunctionalInterface
    public interface Rows {
        RowCursor open() throws IOException;
    }

    /** @param columns of all rows; their names must be different */
    public static void write(TableFormat format, Columns columns, Rows rows, OutputStream out) throws IOException {
        OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        switch (format) {
            case VOTABLE -> votable(columns, rows, buffered);
            case PARQUET -> parquet(columns, rows, buffered);
            case FITS -> stil(fits(), columns, rows, buffered);
            case ECSV -> stil(new EcsvTableWriter(), columns, rows, buffered);
            case CSV -> stil(new CsvTableWriter(), columns, rows, buffered);
            case ASCII -> stil(new AsciiWriter(), columns, rows, buffered);
        }
        buffered.flush();
    }

    // Else STIL fills arrays up to the length of the longest, and nobody can tell zeros from numbers.
    private static StarTableWriter fits() {
        UnifiedFitsTableWriter writer = new UnifiedFitsTableWriter();
        writer.setVarArray(FitsTableWriter.VarArrayMode.TRUE);
        writer.setStoragePolicy(StoragePolicy.ADAPTIVE);
        return writer;
    }

    private static void votable(Columns columns, Rows rows, OutputStream out) throws IOException {
        VotableWriter writer = VotableWriter.open(
                out, VotableWriter.Serialization.TABLEDATA, columns, List.of(new Info("QUERY_STATUS", "OK")));
        try (RowCursor cursor = rows.open()) {
            for (Row row = cursor.next(); row != null; row = cursor.next()) {
                writer.write(row);
            }
        }
        writer.close();
    }

    private static void parquet(Columns columns, Rows rows, OutputStream out) throws IOException {
        ParquetWriter writer = new ParquetWriter(out, columns);
        try (RowCursor cursor = rows.open()) {
            for (Row row = cursor.next(); row != null; row = cursor.next()) {
                writer.write(row);
            }
        }
        writer.finish();
    }

    private static void stil(StarTableWriter writer, Columns columns, Rows rows, OutputStream out) throws IOException {
        NullValues nulls = new NullValues(columns, VotableWriter.types(columns, null, false));
        long count = 0;
        try (RowCursor cursor = rows.open()) {
            for (Row row = cursor.next(); row != null; row = cursor.next()) {
                nulls.see(row);
                count++;
            }
        }
        writer.writeStarTable(
                new StilTable(columns, rows, count, writer instanceof UnifiedFitsTableWriter ? nulls : null), out);
    }
}
