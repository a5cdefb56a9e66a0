package io.camelopard.fits;

import io.camelopard.FinalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The binary table in which a compressed image is, a tile a row (FITS 4.0, section 10.1.3). Not thread-safe. */
final class TileTable {
    private static final int MOST = 1 << 27;

    private final Hdu hdu;
    private final Map<String, TableColumn> columns;
    private final long rowBytes;
    private final long heap;
    private final ReadAhead rows;
    private final ReadAhead data;

    /** @throws FinalException for a table that has not a row for each tile */
    TileTable(Source source, Hdu hdu, TileGrid grid) {
        this.hdu = hdu;
        this.columns = TableColumn.all(hdu);
        this.rowBytes = hdu.header().whole("NAXIS1", hdu.name());
        long count = hdu.header().whole("NAXIS2", hdu.name());
        this.heap = hdu.header().whole("THEAP", rowBytes * count);
        this.rows = new ReadAhead(source);
        this.data = new ReadAhead(source);
        if (rowBytes > MOST || count < grid.size()) {
            throw new FinalException(hdu.name() + " has " + count + " rows for " + grid.size() + " tiles");
        }
    }

    TileCell cell(long index) throws IOException {
        ByteBuffer row = ByteBuffer.wrap(rows.bytes(hdu.data() + index * rowBytes, (int) rowBytes));
        for (TileCell.Kind kind : TileCell.Kind.values()) {
            TableColumn column = columns.get(kind.name());
            ByteBuffer array = column == null ? null : array(column, row);
            if (array != null) {
                Double blank = number("ZBLANK", row);
                return new TileCell(
                        kind,
                        array,
                        orNan(number("ZSCALE", row)),
                        orNan(number("ZZERO", row)),
                        blank == null ? null : blank.longValue());
            }
        }
        throw new FinalException(hdu.name() + ": tile " + index + " has no data");
    }

    private static double orNan(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    /** Of a column, or of the keyword that stands for a column whose values are all the same. */
    private @Nullable Double number(String name, ByteBuffer row) {
        TableColumn column = columns.get(name);
        if (column == null || column.bytes() == 0) {
            return hdu.header().number(name);
        }
        return switch (column.type()) {
            case 'D' -> row.getDouble(column.offset());
            case 'E' -> (double) row.getFloat(column.offset());
            case 'K' -> (double) row.getLong(column.offset());
            case 'J' -> (double) row.getInt(column.offset());
            case 'I' -> (double) row.getShort(column.offset());
            default -> throw new FinalException(hdu.name() + ": column " + name + " has the type " + column.type());
        };
    }

    /** @return null for an empty one */
    private @Nullable ByteBuffer array(TableColumn column, ByteBuffer row) throws IOException {
        int at = column.offset();
        return switch (column.type()) {
            case 'P' -> array(column, row.getInt(at), row.getInt(at + Integer.BYTES));
            case 'Q' -> array(column, row.getLong(at), row.getLong(at + Long.BYTES));
            default -> null;
        };
    }

    private @Nullable ByteBuffer array(TableColumn column, long count, long from) throws IOException {
        if (count == 0) {
            return null;
        }
        long bytes = count < 0 || count > MOST ? -1 : count * column.elementBytes();
        if (bytes < 0 || bytes > MOST || from < 0 || from > hdu.bytes() - heap - bytes) {
            throw new FinalException(
                    hdu.name() + ": a tile of " + count + " elements at " + from + " of the heap is outside of it");
        }
        return ByteBuffer.wrap(data.bytes(hdu.data() + heap + from, (int) bytes));
    }
}
