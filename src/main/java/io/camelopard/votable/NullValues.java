package io.camelopard.votable;

import io.camelopard.FinalException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds, for the columns of whole numbers, a number that no row has and that can stand for null. */
final class NullValues {
    private static final class Seen {
        boolean nulls;
        boolean least;
        boolean greatest;
        final BitSet bytes = new BitSet();
    }

    private final Columns columns;
    private final List<CellType> types;
    private final List<Seen> seen = new ArrayList<>();

    NullValues(Columns columns, List<CellType> types) {
        this.columns = columns;
        this.types = types;
        types.forEach(type -> seen.add(new Seen()));
    }

    void see(Row row) {
        for (int i = 0; i < types.size(); i++) {
            see(types.get(i), row.get(i), seen.get(i));
        }
    }

    private static void see(CellType type, @Nullable Object value, Seen column) {
        if (value == null) {
            column.nulls = true;
        } else if (type instanceof IntegerType integers) {
            for (int i = 0; i < integers.count(value); i++) {
                long number = integers.element(value, i);
                column.least |= number == least(integers);
                column.greatest |= number == greatest(integers);
                if (integers.width() == IntegerType.Width.UBYTE) {
                    column.bytes.set((int) number & 0xff);
                }
            }
        }
    }

    /** The number for null in that column; null where none is needed. */
    @Nullable Long of(int column) {
        Seen found = seen.get(column);
        CellType type = types.get(column);
        if (!found.nulls || type.shape().variable()) {
            return null;
        }
        if (type instanceof BitType) {
            throw new IllegalArgumentException(
                    "column '" + columns.get(column).name() + "' is bit, which cannot be null in this serialisation");
        }
        return type instanceof IntegerType integers ? (Long) free(column, integers, found) : null;
    }

    /** As {@link #of}, for a lone integer; null for everything else. */
    @Nullable Long ofNumber(int column) {
        CellType type = types.get(column);
        boolean number = type instanceof IntegerType && type.shape().scalar();
        try {
            return !number ? null : everyByte(column) ? (Long) (long) Short.MIN_VALUE : of(column);
        } catch (IllegalArgumentException e) {
            throw new FinalException(e.getMessage() + "; VOTable and Parquet can hold it", e);
        }
    }

    /** Whether there are nulls. */
    boolean any(int column) {
        return seen.get(column).nulls;
    }

    /** Whether a column of bytes has all 256 and nulls, so that none is free. */
    boolean everyByte(int column) {
        Seen found = seen.get(column);
        return found.nulls && found.bytes.cardinality() == 256;
    }

    private long free(int column, IntegerType type, Seen found) {
        if (type.width() == IntegerType.Width.UBYTE) {
            int highest = found.bytes.previousClearBit(255);
            if (highest >= 0) {
                return highest;
            }
        } else if (!found.least) {
            return least(type);
        } else if (!found.greatest) {
            return greatest(type);
        }
        throw new IllegalArgumentException(
                "column '" + columns.get(column).name() + "' has null and every number that could stand for it");
    }

    private static long least(IntegerType type) {
        return type.width().min;
    }

    private static long greatest(IntegerType type) {
        return type.width().max;
    }
}
