package io.camelopard.flow;

import io.camelopard.TransientException;
import io.camelopard.vo.Target;
import io.camelopard.votable.Column;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Row;
import io.camelopard.votable.VotableWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Targets as the table {@code TAP_UPLOAD.targets}: name, ra and dec, then the columns of the target list. A column of
 * nothing but numbers is one of numbers; a name that ADQL would not take without quotes has {@code _} in its place.
 *
 * @param own the names in the target list of the columns behind the first three
 */
record Uploaded(List<Target> targets, Columns columns, List<String> own) {
    private static final Pattern WHOLE = Pattern.compile("[+-]?(0|[1-9][0-9]{0,17})");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(0|[1-9][0-9]*)?(\\.[0-9]*)?([eE][+-]?[0-9]{1,3})?(?<=[0-9.])");

    private enum Kind {
        LONG,
        DOUBLE,
        TEXT
    }

    static Uploaded of(List<Target> targets) {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        for (Target target : targets) {
            target.columns().forEach((name, value) -> {
                if (value != null) {
                    kinds.merge(name, kind(value), (one, other) -> one.compareTo(other) > 0 ? one : other);
                } else {
                    kinds.putIfAbsent(name, Kind.LONG);
                }
            });
        }
        List<Column> columns = new ArrayList<>();
        columns.add(column("name", "char", null, "meta.id;meta.main"));
        columns.add(column("ra", "double", "deg", "pos.eq.ra;meta.main"));
        columns.add(column("dec", "double", "deg", "pos.eq.dec;meta.main"));
        kinds.forEach((name, kind) -> columns.add(column(free(name, columns), datatype(kind), null, null)));
        return new Uploaded(List.copyOf(targets), Columns.of(columns), List.copyOf(kinds.keySet()));
    }

    /** Some of the targets, in the same columns. */
    Uploaded part(int from, int to) {
        return new Uploaded(targets.subList(from, to), columns, own);
    }

    int size() {
        return targets.size();
    }

    void write(Path file) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                VotableWriter writer =
                        VotableWriter.open(out, VotableWriter.Serialization.TABLEDATA, columns, List.of())) {
            for (Target target : targets) {
                writer.write(row(target));
            }
        } catch (IOException e) {
            throw new TransientException(file + ": the table of targets cannot be written: " + e.getMessage(), e);
        }
    }

    private Row row(Target target) {
        @Nullable Object[] cells = new @Nullable Object[columns.size()];
        cells[0] = target.name();
        cells[1] = target.ra();
        cells[2] = target.dec();
        for (int i = 0; i < own.size(); i++) {
            cells[i + 3] =
                    cell(target.columns().get(own.get(i)), columns.get(i + 3).datatype());
        }
        return Row.of(columns, cells);
    }

    private static @Nullable Object cell(@Nullable Object value, String datatype) {
        if (value == null) {
            return null;
        }
        String text = value.toString().strip();
        return switch (datatype) {
            case "long" -> value instanceof Number number ? (Object) number.longValue() : Long.valueOf(text);
            case "double" -> value instanceof Number number ? (Object) number.doubleValue() : Double.valueOf(text);
            default -> text;
        };
    }

    private static Kind kind(Object value) {
        String text = value.toString().strip();
        if (value instanceof Number number) {
            return number instanceof Double || number instanceof Float ? Kind.DOUBLE : Kind.LONG;
        }
        if (WHOLE.matcher(text).matches()) {
            return Kind.LONG;
        }
        return NUMBER.matcher(text).matches() && text.chars().anyMatch(Character::isDigit) ? Kind.DOUBLE : Kind.TEXT;
    }

    private static String datatype(Kind kind) {
        return switch (kind) {
            case LONG -> "long";
            case DOUBLE -> "double";
            case TEXT -> "char";
        };
    }

    private static Column column(String name, String datatype, @Nullable String unit, @Nullable String ucd) {
        String size = datatype.equals("char") ? "*" : null;
        return new Column(name, null, datatype, size, unit, ucd, null, null, null);
    }

    private static String free(String name, List<Column> taken) {
        Set<String> names = taken.stream()
                .map(column -> column.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
        String word = plain.matches("[A-Za-z].*") ? plain : "c_" + plain;
        String free = word;
        for (int i = 2; names.contains(free.toLowerCase(Locale.ROOT)); i++) {
            free = word + "_" + i;
        }
        return free;
    }
}
