package io.camelopard.votable;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table in order, found by name, UCD or utype. Immutable, shared by all rows of the table.
 *
 * <p>Names in a VOTable need not be unique. The first column of a name keeps it; a later one is known by its ID if that
 * is free, else as {@code name_2}, {@code name_3} and so on.
 */
public final class Columns extends AbstractList<Column> {
    private static final Columns NONE = new Columns(List.of());

    private final List<Column> columns;
    private final List<String> keys;
    private final Map<String, Integer> exact = new HashMap<>();
    private final Map<String, Integer> folded = new HashMap<>();

    private Columns(List<Column> columns) {
        this.columns = List.copyOf(columns);
        this.keys = uniqueKeys(this.columns);
        for (int i = 0; i < keys.size(); i++) {
            exact.put(keys.get(i), i);
            folded.putIfAbsent(fold(keys.get(i)), i);
        }
    }

    public static Columns of(List<Column> columns) {
        return columns.isEmpty() ? NONE : new Columns(columns);
    }

    @Override
    public Column get(int index) {
        return columns.get(index);
    }

    @Override
    public int size() {
        return columns.size();
    }

    /** The column of that name, a name in the same case first; -1 if there is none. */
    public int indexOf(String name) {
        Integer index = exact.get(name);
        if (index == null) {
            index = folded.get(fold(name));
        }
        return index == null ? -1 : index;
    }

    /** The first column that has one of these UCDs, tried in the order given; case does not matter (UCD1+, section 2). */
    public OptionalInt byUcd(String... ucds) {
        return find(Column::ucd, ucds);
    }

    /** The first column that has one of these utypes, tried in the order given; case and a leading {@code prefix:} do not matter. */
    public OptionalInt byUtype(String... utypes) {
        return find(Column::utype, utypes);
    }

    /** The names by which the rows know their cells, in order: the names of the columns, made unique. */
    public List<String> keys() {
        return keys;
    }

    private OptionalInt find(Function<Column, @Nullable String> attribute, String... wanted) {
        for (String one : wanted) {
            for (int i = 0; i < columns.size(); i++) {
                String found = attribute.apply(columns.get(i));
                if (found != null && same(found.strip(), one)) {
                    return OptionalInt.of(i);
                }
            }
        }
        return OptionalInt.empty();
    }

    private static boolean same(String found, String wanted) {
        return found.equalsIgnoreCase(wanted)
                || found.substring(found.indexOf(':') + 1).equalsIgnoreCase(wanted);
    }

    private static List<String> uniqueKeys(List<Column> columns) {
        Set<String> taken = new HashSet<>();
        List<String> keys = new ArrayList<>(columns.size());
        Map<String, Integer> next = new HashMap<>();
        for (Column column : columns) {
            String key = column.name();
            String id = column.id();
            if (taken.contains(key) && id != null) {
                key = id;
            }
            while (!taken.add(key)) {
                key = column.name() + "_" + next.merge(column.name(), 2, (n, two) -> n + 1);
            }
            keys.add(key);
        }
        return List.copyOf(keys);
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
