package io.camelopard.votable;

import java.lang.reflect.Array;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table as an unmodifiable map from column name to value, in the order of the columns, found in any case.
 *
 * <p>Values are Boolean, Short (also for unsignedByte), Integer, Long, Float, Double, String, arrays of the primitives,
 * String[], or null. NaN alone in a cell, an array of nothing but NaN, an empty string and an empty array are null in every
 * serialisation. A complex
 * number is a pair. A {@code boolean[]} one of whose elements is null is a {@code Boolean[]}. Nulls keep their place in
 * the map. Not to be modified by way of its arrays, which are not copied.
 */
public final class Row extends AbstractMap<String, Object> {
    private final Columns columns;
    private final @Nullable Object[] cells;

    private Row(Columns columns, @Nullable Object[] cells) {
        this.columns = columns;
        this.cells = cells;
    }

    /** A row over the given array, which it keeps; its length must be that of the columns. */
    public static Row of(Columns columns, @Nullable Object[] cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        return new Row(columns, cells);
    }

    public Columns columns() {
        return columns;
    }

    public @Nullable Object get(int index) {
        return cells[index];
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
        int index = name instanceof String text ? columns.indexOf(text) : -1;
        return index < 0 ? null : cells[index];
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return name instanceof String text && columns.indexOf(text) >= 0;
    }

    @Override
    public int size() {
        return cells.length;
    }

    /** The value as text, the elements of an array with blanks between; null if it is null or there is no such column. */
    public @Nullable String text(String name) {
        Object value = get(name);
        if (value == null || !value.getClass().isArray()) {
            return value == null ? null : value.toString();
        }
        StringJoiner joined = new StringJoiner(" ");
        for (int i = 0; i < Array.getLength(value); i++) {
            joined.add(String.valueOf(Array.get(value, i)));
        }
        return joined.toString();
    }

    @Override
    @SuppressWarnings("NullAway") // a map of nullable values, which Map<String, Object> cannot say
    public Set<Map.Entry<String, Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, Object>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return cells.length;
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, Object>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < cells.length;
        }

        @Override
        @SuppressWarnings("NullAway")
        public Map.Entry<String, Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Map.Entry<String, Object> entry =
                    new SimpleImmutableEntry<>(columns.keys().get(next), cells[next]);
            next++;
            return entry;
        }
    }
}
