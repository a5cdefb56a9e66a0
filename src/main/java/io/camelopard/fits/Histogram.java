package io.camelopard.fits;

import io.camelopard.FinalException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the rows of an event list in the bins of an image, X to the right and Y up. The range of a column is what TLMIN and
 * TLMAX say, else TDMIN and TDMAX, else what the data have; rows outside of it, or without a value, are not counted. Rows are
 * read one piece after the other, the image is in memory. Immutable.
 *
 * @param x name of a column of numbers; case does not matter
 * @param binsX pixels of NAXIS1
 * @param binsY pixels of NAXIS2
 * @param hdu a number from 0 or an EXTNAME; null for the first binary table that has both columns
 */
public record Histogram(
        String x, String y, int binsX, int binsY, @Nullable String hdu) {
    private static final int MOST_BINS = 1 << 24;
    private static final int PIECE = 1 << 20;
    private static final int LONGEST_ROW = 1 << 24;

    /** @throws FinalException for fewer bins than one, or more than 2^24 */
    public Histogram {
        if (binsX < 1 || binsY < 1 || (long) binsX * binsY > MOST_BINS) {
            throw new FinalException("%d x %d bins: expected 1 to %d".formatted(binsX, binsY, MOST_BINS));
        }
    }

    /** What became of it. */
    public sealed interface Outcome {

        /**
         * The file is written: one image of 32-bit counts.
         *
         * @param hdu the table, by its number
         * @param counted rows, the sum of the image
         */
        record Binned(int hdu, long rows, long counted) implements Outcome {}

        /** Nothing is written: the file has no such table. */
        record NoTable(String reason) implements Outcome {}
    }

    /**
     * @param target what is there is overwritten; after a failure it may hold a part
     * @throws FinalException for a file that is no FITS file or is damaged, and for columns that are not one number a row
     */
    public Outcome from(Source source, Path target) throws IOException {
        HduReader reader = new HduReader(source);
        Header primary = null;
        for (Hdu next = reader.next(); next != null; next = reader.next()) {
            primary = primary == null ? next.header() : primary;
            if (next.isMeantBy(hdu) && isTable(next)) {
                Map<String, TableColumn> columns = TableColumn.all(next);
                TableColumn first = columns.get(x.toUpperCase(Locale.ROOT));
                TableColumn second = columns.get(y.toUpperCase(Locale.ROOT));
                if (first != null && second != null) {
                    return bin(
                            source, next, EventColumn.of(next, first), EventColumn.of(next, second), primary, target);
                }
            }
        }
        return new Outcome.NoTable("the file has no binary table%s with the columns %s and %s"
                .formatted(hdu == null ? "" : " '" + hdu + "'", x, y));
    }

    private static boolean isTable(Hdu hdu) {
        return hdu.number() > 0 && hdu.header().text("XTENSION", "").strip().equals("BINTABLE");
    }

    private Outcome bin(Source source, Hdu table, EventColumn first, EventColumn second, Header primary, Path target)
            throws IOException {
        EventColumn.Range[] ranges = {first.declared(), second.declared()};
        if (ranges[0] == null || ranges[1] == null) {
            EventColumn.Extremes[] found = {new EventColumn.Extremes(), new EventColumn.Extremes()};
            rows(source, table, (piece, row) -> {
                found[0].add(first.value(piece, row));
                found[1].add(second.value(piece, row));
            });
            ranges[0] = ranges[0] == null ? found[0].range(first) : ranges[0];
            ranges[1] = ranges[1] == null ? found[1].range(second) : ranges[1];
        }
        int[] counts = new int[binsX * binsY];
        EventAxis across = new EventAxis(table.header(), first, ranges[0], binsX);
        EventAxis up = new EventAxis(table.header(), second, ranges[1], binsY);
        long[] counted = {0};
        rows(source, table, (piece, row) -> {
            int column = across.bin(first.value(piece, row));
            int line = up.bin(second.value(piece, row));
            if (column >= 0 && line >= 0) {
                counts[line * binsX + column]++;
                counted[0]++;
            }
        });
        write(new HistogramHeader(table, primary, across, up).toBytes(), counts, target);
        return new Outcome.Binned(table.number(), table.header().whole("NAXIS2", 0), counted[0]);
    }

    /** Looks at one row, at its place in a piece of the table. */
    @FunctionalInterface
    private interface Look {
        void at(ByteBuffer piece, int row);
    }

    private static void rows(Source source, Hdu table, Look look) throws IOException {
        long width = table.header().whole("NAXIS1", table.name());
        long rows = table.header().whole("NAXIS2", table.name());
        if (width > LONGEST_ROW) {
            throw new FinalException(
                    "%s: a row of %d bytes; the longest is %d".formatted(table.name(), width, LONGEST_ROW));
        }
        int step = (int) Math.max(1, PIECE / Math.max(1, width));
        ByteBuffer piece = ByteBuffer.allocate((int) (step * width));
        for (long at = 0; at < rows; at += step) {
            int here = (int) Math.min(step, rows - at);
            piece.clear().limit((int) (here * width));
            Bytes.read(source, table.data() + at * width, piece);
            for (int row = 0; row < here; row++) {
                look.at(piece, (int) (row * width));
            }
        }
    }

    private static void write(byte[] header, int[] counts, Path target) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16)) {
            out.write(header);
            ByteBuffer pixel = ByteBuffer.allocate(Integer.BYTES);
            for (int count : counts) {
                out.write(pixel.putInt(0, count).array());
            }
            Bytes.pad((long) counts.length * Integer.BYTES, 0, out);
        }
    }
}
