package io.camelopard.harvest;

import io.camelopard.MisuseException;
import io.camelopard.vo.RowColumns;
import io.camelopard.votable.Row;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The watermark of one search: from where on rows are wanted, and the largest value seen since. Values are numbers, compared
 * exactly, or ISO 8601 times (UTC), compared as times and kept in the column's own form; what is neither counts as null. Not
 * thread-safe.
 */
public final class Progress {
    private static final BigDecimal DAY = BigDecimal.valueOf(86_400_000_000_000L);

    private final Search.Watermark spec;
    private final @Nullable Value last;
    private final Value from;
    private @Nullable Value largest;

    private Progress(Search.Watermark spec, @Nullable Value last) {
        this.spec = spec;
        this.last = last;
        Value start = value(spec, spec.start());
        if (start == null) {
            throw new MisuseException("search.watermark.start '" + spec.start() + "' is neither a number nor a time");
        }
        this.from = last == null ? start : last.less(spec.overlap());
    }

    /** @param last what {@link #moved()} was after the latest complete discovery; null if there was none */
    public static Progress of(Search.Watermark spec, @Nullable String last) {
        return new Progress(spec, last == null ? null : value(spec, last));
    }

    /** {@code {watermark}}: a number, or text in the form of the column. */
    public Object literal() {
        return from.literal();
    }

    /** Whether the row is older than what is wanted; one without a value is not known to be. */
    public boolean below(Row row) {
        Value value = value(row);
        return value != null && value.compareTo(from) < 0;
    }

    /** The row belongs to this discovery. */
    public void see(Row row) {
        Value value = value(row);
        if (value != null && (largest == null || value.compareTo(largest) > 0)) {
            largest = value;
        }
    }

    /** The new watermark, in the form of the column; empty when nothing larger was seen. */
    public Optional<String> moved() {
        Value now = largest;
        return now != null && (last == null || now.compareTo(last) > 0) ? Optional.of(now.text()) : Optional.empty();
    }

    private @Nullable Value value(Row row) {
        int index = RowColumns.indexOf(row.columns(), spec.column());
        Object cell = index < 0 ? null : row.get(index);
        if (cell instanceof Number number && !spec.numeric()) {
            throw wrongKind(number + " is a number", "a number too");
        }
        if (cell instanceof String text && spec.numeric() && Time.parse(text) != null) {
            throw wrongKind("'" + Printable.of(text) + "' is a time", "a time too");
        }
        if (cell instanceof Float number) {
            cell = number.doubleValue(); // with the digits that make >= true for the same value
        }
        return cell == null ? null : value(spec, cell.toString());
    }

    private MisuseException wrongKind(String found, String expected) {
        return new MisuseException("search.watermark.start '%s': the column %s has another form (%s); write %s"
                .formatted(spec.start(), spec.column(), found, expected));
    }

    private static @Nullable Value value(Search.Watermark spec, String text) {
        return spec.numeric() ? Plain.parse(text) : Time.parse(text);
    }

    /** A value that can be compared with others of its kind. */
    private sealed interface Value extends Comparable<Value> permits Plain, Time {
        Object literal();

        String text();

        Value less(Duration overlap);
    }

    private record Plain(BigDecimal number) implements Value {
        static @Nullable Plain parse(String text) {
            Number number = Numbers.parse(text);
            return number == null || Double.isInfinite(number.doubleValue())
                    ? null
                    : new Plain(new BigDecimal(number.toString()));
        }

        @Override
        public Object literal() {
            return number;
        }

        @Override
        public String text() {
            return number.toPlainString();
        }

        /** The number is an MJD, if there is an overlap at all. */
        @Override
        public Value less(Duration overlap) {
            BigDecimal nanos = BigDecimal.valueOf(overlap.toNanos());
            return overlap.isZero()
                    ? this
                    : new Plain(number.subtract(nanos.divide(DAY, 12, RoundingMode.CEILING))
                            .stripTrailingZeros());
        }

        @Override
        public int compareTo(Value other) {
            return number.compareTo(((Plain) other).number);
        }
    }

    /** @param form how the column writes it, as a pattern of DateTimeFormatter */
    private record Time(LocalDateTime time, String form) implements Value {
        private static final Pattern ISO = Pattern.compile(
                "(?<date>\\d{4}-\\d\\d-\\d\\d)(?<gap>[T ])?(?<time>\\d\\d:\\d\\d(?<seconds>:\\d\\d(\\.(?<fraction>\\d{1,9}))?)?)?(?<zone>Z)?");

        static @Nullable Time parse(String text) {
            Matcher m = ISO.matcher(text.strip());
            if (!m.matches() || (m.group("gap") == null) != (m.group("time") == null)) {
                return null;
            }
            String fraction = m.group("fraction");
            String form = "uuuu-MM-dd"
                    + (m.group("gap") == null ? "" : "'" + m.group("gap") + "'HH:mm")
                    + (m.group("seconds") == null ? "" : ":ss")
                    + (fraction == null ? "" : "." + "S".repeat(fraction.length()))
                    + (m.group("zone") == null ? "" : "'Z'");
            try {
                String time = m.group("time") == null ? "00:00" : m.group("time");
                return new Time(LocalDateTime.parse(m.group("date") + "T" + time), form);
            } catch (DateTimeException e) {
                return null;
            }
        }

        @Override
        public Object literal() {
            return text();
        }

        @Override
        public String text() {
            return time.format(DateTimeFormatter.ofPattern(form, java.util.Locale.ROOT));
        }

        @Override
        public Value less(Duration overlap) {
            return new Time(time.minus(overlap), form);
        }

        @Override
        public int compareTo(Value other) {
            return time.compareTo(((Time) other).time);
        }
    }
}
