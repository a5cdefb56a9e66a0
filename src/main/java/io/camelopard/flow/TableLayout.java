package io.camelopard.flow;

import io.camelopard.harvest.Expression;
import io.camelopard.harvest.RowScope;
import io.camelopard.harvest.TableSpec;
import io.camelopard.votable.CellValues;
import io.camelopard.votable.Column;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Row;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns of one table, and how its rows are made of those of the answers (HARVEST.md, "Table").
 *
 * <p>Columns of several answers are one when they have one name, in any case: its type holds the values of all, and it is
 * null where an answer lacks it. An added column takes the place of an answer's column of its name. The type of an added
 * column is that of its values, so {@link #see} wants all rows before {@link #columns} is asked.
 */
final class TableLayout {
    /** Of products: their link, for expressions only. */
    static final String LINK = " link";

    private final Map<String, Field> all = new LinkedHashMap<>();
    private final Map<Columns, Map<String, Integer>> places = new LinkedHashMap<>();
    private final Field label =
            new Field("target", null, new Column("target", null, "char", "*", null, null, null, null, "as asked for"));
    private final List<Field> chosen;

    /**
     * @param several whether there is a first column {@code target}
     * @param answers the columns of each answer
     * @param own the names that are not the answers', which give way; the last columns of each answer of products
     */
    TableLayout(TableSpec spec, boolean several, List<Columns> answers, List<String> own) {
        if (several) {
            put(label);
        }
        Set<String> reserved = new HashSet<>(all.keySet());
        answers.stream().distinct().forEach(answer -> places.put(answer, join(answer, reserved, own)));
        all.remove(LINK);
        boolean asked = spec.columns().stream().anyMatch("target"::equalsIgnoreCase);
        if (asked && !all.containsKey("target")) {
            put(label);
        }
        spec.add().forEach((name, expression) -> put(new Field(name, expression, null)));
        chosen = spec.columns().isEmpty()
                ? List.copyOf(all.values())
                : spec.columns().stream().map(this::field).toList();
    }

    /** A column of the table, made of an answer's or of an expression. */
    private static final class Field {
        private final String name;
        private final @Nullable Expression expression;
        private @Nullable Column column;
        private final ValueType type = new ValueType();

        Field(String name, @Nullable Expression expression, @Nullable Column column) {
            this.name = name;
            this.expression = expression;
            this.column = column;
        }

        Column column() {
            return column != null ? column : type.column(name, expression == null ? null : expression.text());
        }
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private void put(Field field) {
        all.put(key(field.name), field);
    }

    /** Joins an answer's columns to those before; which of them is in which place there. */
    private Map<String, Integer> join(Columns answer, Set<String> reserved, List<String> own) {
        Map<String, Integer> at = new LinkedHashMap<>();
        int foreign = answer.size() - own.size();
        for (int i = 0; i < answer.size(); i++) {
            String wanted = answer.keys().get(i);
            String name = wanted;
            for (int n = 2; at.containsKey(key(name)) || (i < foreign && taken(name, reserved, own)); n++) {
                name = wanted + "_" + n;
            }
            at.put(key(name), i);
            Column column = named(answer.get(i), name);
            Field known = all.get(key(name));
            if (known == null) {
                put(new Field(name, null, column));
            } else if (known.column != null) {
                known.column = CellValues.common(known.column, column);
            }
        }
        return at;
    }

    private static boolean taken(String name, Set<String> reserved, List<String> own) {
        return reserved.contains(key(name)) || own.contains(key(name));
    }

    // An ID is unique in its document only, and a table is made of several.
    private static Column named(Column c, String name) {
        return new Column(
                name, null, c.datatype(), c.arraysize(), c.unit(), c.ucd(), c.utype(), c.xtype(), c.description());
    }

    /** What is no column of any answer is one of those known in every protocol: that was checked before. */
    private Field field(String name) {
        Field known = all.get(key(name));
        return known != null ? known : new Field(name, Expression.parse("`" + name.replace("`", "``") + "`"), null);
    }

    /** Whether {@link #see} wants to know the rows. */
    boolean wantsToSee() {
        return chosen.stream().anyMatch(field -> field.expression != null);
    }

    /** Learns the types of added columns from a row. */
    void see(Row row, TableSource.Part part) {
        RowScope scope = scope(row, part);
        for (Field field : chosen) {
            if (field.expression != null) {
                field.type.see(field.expression.value(scope));
            }
        }
    }

    /** Final once all rows have been seen. */
    Columns columns() {
        return Columns.of(chosen.stream().map(Field::column).toList());
    }

    /** Where each column of the table is among those of an answer; -1: it is not. */
    int[] places(Columns answer) {
        Map<String, Integer> at = places.getOrDefault(answer, Map.of());
        return chosen.stream()
                .mapToInt(field -> at.getOrDefault(key(field.name), -1))
                .toArray();
    }

    /**
     * @param columns those of {@link #columns}
     * @param places of the part's columns
     */
    Row row(Columns columns, int[] places, Row row, TableSource.Part part) {
        RowScope scope = scope(row, part);
        @Nullable Object[] cells = new Object[places.length];
        for (int i = 0; i < cells.length; i++) {
            Field field = chosen.get(i);
            Object value = field == label
                    ? part.label()
                    : field.expression != null
                            ? field.expression.value(scope)
                            : places[i] < 0 ? null : row.get(places[i]);
            cells[i] = CellValues.of(columns.get(i), value);
        }
        return Row.of(columns, cells);
    }

    private static RowScope scope(Row row, TableSource.Part part) {
        return row.get(LINK) instanceof String link
                ? RowScope.of(row, Products.link(Json.object(link, "link")), part.target())
                : RowScope.of(row, null, part.target());
    }
}
