package io.camelopard.votable;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.ac.starlink.table.RowSequence;
import uk.ac.starlink.table.StarTable;

/**
 * Rows from the base64 of a FITS STREAM (VOTable 1.5, section 5.2): the bytes go to a temporary file, whose headers are
 * checked against its length, and which STIL then reads.
 */
final class FitsReader implements RowReader {
    private static final Logger LOG = LoggerFactory.getLogger(FitsReader.class);

    private final Columns columns;
    private final List<@Nullable Long> nullValues;
    private final Limits limits;
    private final RowPlace place;
    private final RowSink sink;
    private final Base64Text base64 = new Base64Text();
    private final Path file;
    private final OutputStream out;
    private byte[] bytes = new byte[1 << 15];
    private long size;

    FitsReader(TableSpec table, Limits limits, RowPlace place, RowSink sink) {
        this.columns = table.columns();
        this.nullValues = table.nullValues();
        this.limits = limits;
        this.place = place;
        this.sink = sink;
        try {
            this.file = Files.createTempFile("camelopard-votable-", ".fits");
            this.out = Files.newOutputStream(file);
        } catch (IOException e) {
            throw new TransientException("there is no temporary file for inline FITS: " + e, e);
        }
    }

    @Override
    public void start(String name) {
        throw place.fault("found the element " + Excerpt.of(name, 40) + " inside a STREAM", null);
    }

    @Override
    public void characters(char[] from, int start, int length) {
        bytes = bytes.length < length ? new byte[length] : bytes;
        try {
            int count = base64.decode(from, start, length, bytes, 0);
            size += count;
            if (size > limits.maxBytes()) {
                throw new FinalException("the inline FITS is larger than the limit of " + limits.maxBytes() + " bytes");
            }
            out.write(bytes, 0, count);
        } catch (IllegalArgumentException e) {
            throw place.fault("the STREAM is damaged: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new TransientException("inline FITS cannot be written to a temporary file: " + e, e);
        }
    }

    @Override
    public void end(String name) {
        // start() lets none in
    }

    @Override
    public void finish() {
        try {
            out.close();
            try (StarTable table = FitsFile.open("the inline FITS", file, limits)) {
                if (table == null) {
                    throw new FinalException("the inline FITS has no table");
                }
                readRows(table);
            }
        } catch (IOException e) {
            throw place.fault("the inline FITS cannot be read: " + Excerpt.of(String.valueOf(e.getMessage()), 200), e);
        } finally {
            discard();
        }
    }

    @Override
    public void discard() {
        try {
            out.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("votable.tempfile file={} error={}", file, e.toString());
        }
    }

    private void readRows(StarTable table) throws IOException {
        int count = table.getColumnCount();
        if (!columns.isEmpty() && columns.size() != count) {
            throw new FinalException("the TABLE has " + columns.size() + " FIELDs, its FITS has " + count + " columns");
        }
        sink.columns(columns.isEmpty() ? StilColumns.of(table) : columns);
        try (RowSequence rows = table.getRowSequence()) {
            while (rows.next()) {
                readRow(rows.getRow());
            }
        }
    }

    private void readRow(@Nullable Object[] cells) {
        @Nullable Object[] row = new Object[cells.length];
        int length = 0;
        for (int i = 0; i < cells.length; i++) {
            row[i] = StilColumns.value(cells[i], columns.isEmpty() ? null : nullValues.get(i));
            length += length(row[i]);
        }
        sink.row(row, length);
        place.rowDone();
    }

    private static int length(@Nullable Object value) {
        return value == null
                ? 0
                : value instanceof String text
                        ? text.length()
                        : value.getClass().isArray() ? 8 * Array.getLength(value) : 8;
    }
}
