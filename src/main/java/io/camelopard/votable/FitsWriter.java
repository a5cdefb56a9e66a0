package io.camelopard.votable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.ac.starlink.fits.FitsTableWriter;
import uk.ac.starlink.table.AbstractStarTable;
import uk.ac.starlink.table.ColumnInfo;
import uk.ac.starlink.table.DescribedValue;
import uk.ac.starlink.table.RowSequence;
import uk.ac.starlink.table.StoragePolicy;
import uk.ac.starlink.table.Tables;

/** The base64 of a FITS STREAM: STIL writes the FITS, from rows that are read back from their temporary file. */
final class FitsWriter extends AbstractStarTable {
    private final Columns columns;
    private final List<CellType> types;
    private final List<@Nullable Long> nullValues;
    private final Path file;
    private final long rows;

    FitsWriter(Columns columns, List<@Nullable Long> nullValues, Path file, long rows) {
        this.columns = columns;
        this.types = VotableWriter.types(columns, null, true);
        this.nullValues = nullValues;
        this.file = file;
        this.rows = rows;
    }

    void write(VotableText xml) throws IOException {
        xml.raw("<DATA><FITS extnum=\"1\"><STREAM encoding=\"base64\">\n");
        FitsTableWriter writer = new FitsTableWriter();
        writer.setVarArray(FitsTableWriter.VarArrayMode.TRUE);
        writer.setStoragePolicy(StoragePolicy.ADAPTIVE);
        writer.setWriteDate(false);
        try (OutputStream stream = xml.base64()) {
            writer.writeStarTable(this, stream);
        }
        xml.raw("\n</STREAM></FITS></DATA>\n");
        xml.end();
    }

    @Override
    public ColumnInfo getColumnInfo(int index) {
        Column column = columns.get(index);
        CellType type = types.get(index);
        ColumnInfo info = new ColumnInfo(column.name(), type.valueClass(), column.description());
        info.setUnitString(column.unit());
        info.setUCD(column.ucd());
        if (type.valueClass().isArray()) {
            info.setShape(new int[] {type.valueLength()});
        }
        if (type instanceof TextType text && type.valueClass().isArray()) {
            info.setElementSize(text.shape().first());
        }
        if (type instanceof IntegerType integers && integers.width() == IntegerType.Width.UBYTE) {
            info.setAuxDatum(new DescribedValue(Tables.UBYTE_FLAG_INFO, true));
        }
        Long nothing = nullValues.get(index);
        info.setNullable(nothing != null);
        if (nothing != null) {
            info.setAuxDatum(new DescribedValue(Tables.NULL_VALUE_INFO, nothing));
        }
        return info;
    }

    @Override
    public int getColumnCount() {
        return columns.size();
    }

    @Override
    public long getRowCount() {
        return rows;
    }

    @Override
    public RowSequence getRowSequence() {
        VotableReader reader = VotableReader.open(file, VotableWriter.OWN);
        return new RowSequence() {
            private @Nullable Row row;

            @Override
            public boolean next() {
                row = reader.hasNext() ? reader.next() : null;
                return row != null;
            }

            @Override
            public @Nullable Object getCell(int column) {
                if (row == null) {
                    throw new IllegalStateException("no row");
                }
                return fits(row.get(column), column);
            }

            @Override
            public @Nullable Object[] getRow() {
                @Nullable Object[] cells = new Object[columns.size()];
                for (int i = 0; i < cells.length; i++) {
                    cells[i] = getCell(i);
                }
                return cells;
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    // STIL makes zeros of an array of whole numbers that is null; so it gets one full of the number for null.
    private @Nullable Object fits(@Nullable Object value, int index) {
        if (value instanceof Boolean[]) {
            throw new IllegalArgumentException("column '" + columns.get(index).name()
                    + "': a null inside an array of boolean cannot be written as FITS");
        }
        Long nothing = nullValues.get(index);
        CellType type = types.get(index);
        return value == null && nothing != null && type instanceof IntegerType integers
                ? integers.filled(nothing)
                : value;
    }
}
