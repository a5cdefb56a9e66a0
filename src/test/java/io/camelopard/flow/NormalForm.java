package io.camelopard.flow;

import io.camelopard.votable.Limits;
import io.camelopard.votable.Row;
import io.camelopard.votable.VotableReader;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A table as {@code peers.py} writes it: columns in the order of their names, a line a row, each cell by its value alone.
 *
 * @param rows in no order
 */
record NormalForm(List<String> columns, List<String> rows) {
    private static final int SHOWN = 3;
    private static final Pattern BLANKS = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    /** Reads a VOTable. */
    static NormalForm of(Path votable) {
        try (VotableReader reader = VotableReader.open(votable, Limits.defaults())) {
            List<String> names = reader.columns().keys();
            int[] order = IntStream.range(0, names.size())
                    .boxed()
                    .sorted(Comparator.comparing(i -> names.get(i).toLowerCase(Locale.ROOT)))
                    .mapToInt(i -> i)
                    .toArray();
            List<String> rows = new ArrayList<>();
            reader.forEachRemaining(row -> rows.add(line(row, order)));
            return new NormalForm(IntStream.of(order).mapToObj(names::get).toList(), rows);
        }
    }

    private static String line(Row row, int[] order) {
        return IntStream.of(order).mapToObj(i -> cell(row.get(i))).collect(Collectors.joining("|"));
    }

    static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value.getClass().isArray()) {
            List<String> cells = IntStream.range(0, Array.getLength(value))
                    .mapToObj(i -> cell(Array.get(value, i)))
                    .toList();
            return cells.stream().allMatch(String::isEmpty) ? "" : String.join(",", cells);
        }
        if (value instanceof Float || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            return Double.isNaN(number) ? "" : "%016x".formatted(Double.doubleToRawLongBits(number));
        }
        return BLANKS.matcher(value.toString()).replaceAll(" ").strip();
    }

    /** The first lines that are here more often than there. */
    static List<String> surplus(List<String> here, List<String> there) {
        Map<String, Long> counts = new HashMap<>();
        there.forEach(line -> counts.merge(line, 1L, Long::sum));
        return here.stream()
                .filter(line -> counts.merge(line, -1L, Long::sum) < 0)
                .limit(SHOWN)
                .toList();
    }
}
