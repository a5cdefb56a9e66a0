package io.camelopard.fits;

import io.camelopard.FinalException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A column of one number a row (FITS 4.0, section 7.3): TSCAL and TZERO are applied, TNULL and NaN are no value.
 *
 * @param whole whether its values are whole numbers, so that a value is the middle of a bin and not its edge
 */
record EventColumn(
        Hdu table,
        TableColumn column,
        double scale,
        double zero,
        @Nullable Long missing,
        boolean whole) {

    /** From the lower edge to the upper one. */
    record Range(double low, double high) {}

    /** @throws FinalException for a column of anything else */
    static EventColumn of(Hdu table, TableColumn column) {
        Header header = table.header();
        int number = column.number();
        int size = size(column.type());
        if (size == 0 || column.bytes() != size) {
            throw new FinalException("%s: column %s is %s; expected one number a row"
                    .formatted(
                            table.name(),
                            shown(header.text("TTYPE" + number, "")),
                            shown(header.text("TFORM" + number, ""))));
        }
        double scale = header.number("TSCAL" + number, 1);
        double zero = header.number("TZERO" + number, 0);
        boolean floats = column.type() == 'E' || column.type() == 'D';
        boolean whole = !floats && scale == 1 && zero == Math.rint(zero);
        return new EventColumn(table, column, scale, zero, floats ? null : header.whole("TNULL" + number), whole);
    }

    private static int size(char type) {
        return switch (type) {
            case 'B' -> 1;
            case 'I' -> 2;
            case 'J', 'E' -> 4;
            case 'K', 'D' -> 8;
            default -> 0;
        };
    }

    private static String shown(String text) {
        return "'" + text.replaceAll("[^ -~]", "?").strip() + "'";
    }

    /** @return NaN where there is none */
    double value(ByteBuffer piece, int row) {
        int at = row + column.offset();
        if (column.type() == 'E') {
            return scaled(piece.getFloat(at));
        }
        if (column.type() == 'D') {
            return scaled(piece.getDouble(at));
        }
        long stored = stored(piece, at);
        return missing != null && missing == stored ? Double.NaN : scaled((double) stored);
    }

    private long stored(ByteBuffer piece, int at) {
        return switch (column.type()) {
            case 'B' -> piece.get(at) & 0xff;
            case 'I' -> piece.getShort(at);
            case 'J' -> piece.getInt(at);
            default -> piece.getLong(at);
        };
    }

    private double scaled(double stored) {
        return zero + scale * stored;
    }

    /** What the header says of its values; null where it does not. */
    @Nullable Range declared() {
        Range legal = declared("TLMIN", "TLMAX");
        return legal == null ? declared("TDMIN", "TDMAX") : legal;
    }

    private @Nullable Range declared(String least, String most) {
        Double low = table.header().number(least + column.number());
        Double high = table.header().number(most + column.number());
        return low == null || high == null || !(low < high) ? null : range(low, high);
    }

    private Range range(double least, double most) {
        return whole ? new Range(least - 0.5, most + 0.5) : new Range(least, most);
    }

    /** The smallest and the largest value that there is. */
    static final class Extremes {
        private double least = Double.POSITIVE_INFINITY;
        private double most = Double.NEGATIVE_INFINITY;

        void add(double value) {
            if (Double.isFinite(value)) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }

        /** As numpy has it, one wide where all values are the same; from 0 to 1 where there are none. */
        Range range(EventColumn column) {
            if (least > most) {
                return new Range(0, 1);
            }
            Range range = column.range(least, most);
            return range.low() < range.high() ? range : new Range(least - 0.5, most + 0.5);
        }
    }
}
