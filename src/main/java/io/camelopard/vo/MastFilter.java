package io.camelopard.vo;

import io.camelopard.MisuseException;
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
 * A condition on a column of MAST's observations or products: any of the values, in which {@code *} stands for anything,
 * or a range with its ends. Case does not matter.
 *
 * @param column {@code extension} is the end of {@code productFilename}
 * @param min null is no lower end
 * @param max null is no upper end
 */
public record MastFilter(
        String column,
        List<String> values,
        @Nullable Double min,
        @Nullable Double max) {
    private static final String EXTENSION = "extension";
    // MAST wants both ends, and these in a range even for one value.
    private static final double UNBOUNDED = 1e30;
    private static final Set<String> CONTINUOUS = Set.of(
            "s_ra", "s_dec", "t_min", "t_max", "t_exptime", "t_obs_release", "em_min", "em_max", "distance", "srcden");
    // Columns that hold several values at once.
    private static final Set<String> LISTS =
            Set.of("obs_collection", "project", "filters", "wavelength_region", "target_classification");

    public MastFilter {
        values = List.copyOf(values);
    }

    /** The column of a product or an observation that it is about. */
    String about() {
        return column.equalsIgnoreCase(EXTENSION) ? "productFilename" : column;
    }

    /** As the services whose name has {@code Filtered} in it take it. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("paramName", column);
        String lower = column.toLowerCase(Locale.ROOT);
        if (LISTS.contains(lower)) {
            json.put("separator", ";");
        }
        if (values.isEmpty() || CONTINUOUS.contains(lower)) {
            json.put("values", ranges());
            return json;
        }
        List<String> patterns =
                values.stream().filter(value -> value.contains("*")).toList();
        if (patterns.size() > 1) {
            throw new MisuseException("search.criteria." + column + ": MAST takes one value with * at most, not "
                    + String.join(", ", patterns));
        }
        json.put("values", values.stream().filter(value -> !value.contains("*")).toList());
        patterns.forEach(pattern -> json.put("freeText", pattern.replace('*', '%')));
        return json;
    }

    private List<Map<String, Object>> ranges() {
        if (values.isEmpty()) {
            return List.of(range(min == null ? -UNBOUNDED : min, max == null ? UNBOUNDED : max));
        }
        List<Map<String, Object>> ranges = new ArrayList<>();
        for (String value : values) {
            Double number = number(value);
            if (number == null) {
                throw new MisuseException("search.criteria." + column + " '" + value
                        + "': this column holds numbers; expected one, or {min: …, max: …}");
            }
            ranges.add(range(number, number));
        }
        return ranges;
    }

    private static Map<String, Object> range(double min, double max) {
        Map<String, Object> range = new LinkedHashMap<>();
        range.put("min", min);
        range.put("max", max);
        return range;
    }

    /** Whether a cell meets it; one without a value does not. */
    boolean keeps(@Nullable Object cell) {
        String text = Values.text(cell);
        if (text == null) {
            return false;
        }
        if (values.isEmpty()) {
            Double number = number(text);
            return number != null && (min == null || number >= min) && (max == null || number <= max);
        }
        if (column.equalsIgnoreCase(EXTENSION)) {
            String name = text.toLowerCase(Locale.ROOT);
            return values.stream()
                    .anyMatch(value ->
                            name.endsWith(value.toLowerCase(Locale.ROOT).replaceFirst("^\\*", "")));
        }
        return values.stream().anyMatch(value -> same(value, text));
    }

    private static boolean same(String wanted, String text) {
        Double number = number(wanted);
        if (number != null && number.equals(number(text))) {
            return true;
        }
        String pattern = Pattern.compile("\\*")
                .splitAsStream(wanted + " ")
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL)
                .matcher(text + " ")
                .matches();
    }

    private static @Nullable Double number(String text) {
        return text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?") ? Double.valueOf(text) : null;
    }
}
