package io.camelopard.vo;

import io.camelopard.MisuseException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A part of the answer to an ADQL query: the rows whose value in one column is in a range, or null. The query stands in it as
 * a derived table (ADQL 2.0, section 2.2), so that its own conditions, order and TOP hold.
 *
 * <p>The smallest and the largest value only say where to halve. The first and the last part are open, so that no row is lost
 * where a service rounds these two, where rows come while it is asked, or where it counts NaN as the largest.
 *
 * @param query ADQL
 * @param column as in the answer; one that is no plain word is delimited
 * @param from the smallest value, included; null where none is known
 * @param to the end
 * @param first whether rows below {@code from} belong to it
 * @param last whether rows with {@code to} belong to it, and those above
 * @param nulls whether it is the rows without a value instead
 */
public record ColumnRange(
        String query,
        String column,
        @Nullable Bound from,
        @Nullable Bound to,
        boolean first,
        boolean last,
        boolean nulls) {

    /** An end of a range. */
    public sealed interface Bound permits Whole, Real, Time {
        /** Written in ADQL. */
        String literal();
    }

    /** An integer, beyond 2^53 too. */
    public record Whole(BigInteger value) implements Bound {
        @Override
        public String literal() {
            return value.signum() < 0 ? "(" + value + ")" : value.toString();
        }
    }

    /** A floating-point number, such as an MJD. */
    public record Real(double value) implements Bound {
        @Override
        public String literal() {
            String plain = new BigDecimal(Double.toString(value)).toPlainString();
            return value < 0 ? "(" + plain + ")" : plain;
        }
    }

    /** An ISO 8601 time, to the microsecond. */
    public record Time(LocalDateTime value) implements Bound {
        private static final long SHORTEST = 1_000;

        @Override
        public String literal() {
            String micros = String.format(Locale.ROOT, "%06d", value.getNano() / 1_000);
            return "'" + value.withNano(0).toLocalDate() + "T"
                    + String.format(
                            Locale.ROOT, "%02d:%02d:%02d", value.getHour(), value.getMinute(), value.getSecond())
                    + (micros.equals("000000") ? "" : "." + micros) + "'";
        }
    }

    /** The query for the smallest and the largest value, in the columns {@code lo} and {@code hi} of one row. */
    public static String extent(String query, String column) {
        String q = "q." + identifier(column);
        return "SELECT MIN(" + q + ") AS lo, MAX(" + q + ") AS hi FROM " + derived(query);
    }

    /**
     * The two parts that any answer has: its rows with a value, and those without.
     *
     * @param lo the smallest value, as the service answered; where it or {@code hi} is null, the rows have no halves
     * @param hi the largest
     * @throws MisuseException when they are neither numbers nor ISO 8601 times
     */
    public static List<ColumnRange> all(String query, String column, @Nullable Object lo, @Nullable Object hi) {
        ColumnRange without = new ColumnRange(query, column, null, null, true, true, true);
        ColumnRange with = lo == null || hi == null
                ? new ColumnRange(query, column, null, null, true, true, false)
                : new ColumnRange(query, column, bound(lo), bound(hi), true, true, false);
        return List.of(with, without);
    }

    private static Bound bound(Object value) {
        if (value instanceof Double || value instanceof Float) {
            return new Real(((Number) value).doubleValue());
        }
        if (value instanceof Number number) {
            return new Whole(BigInteger.valueOf(number.longValue()));
        }
        try {
            String iso = value.toString().strip().replace(' ', 'T').replaceFirst("Z$", "");
            return new Time(LocalDateTime.parse(iso.length() == 10 ? iso + "T00:00:00" : iso));
        } catch (DateTimeException e) {
            throw new MisuseException(
                    "search.split_by: '" + value
                            + "' is neither a number nor an ISO 8601 time; split by another column",
                    e);
        }
    }

    /** The query for this part. */
    public String adql() {
        return "SELECT * FROM " + derived(query) + " WHERE " + condition();
    }

    private String condition() {
        String q = "q." + identifier(column);
        if (nulls) {
            return q + " IS NULL";
        }
        String above = first || from == null ? "" : q + " >= " + from.literal();
        String below = last || to == null ? "" : q + " < " + to.literal();
        String both = above.isEmpty() || below.isEmpty() ? above + below : above + " AND " + below;
        return both.isEmpty() ? q + " IS NOT NULL" : both;
    }

    /** Two that together are this one; none where there is nothing between its ends. */
    public List<ColumnRange> halves() {
        Bound middle = middle();
        return middle == null
                ? List.of()
                : List.of(
                        new ColumnRange(query, column, from, middle, first, false, nulls),
                        new ColumnRange(query, column, middle, to, false, last, nulls));
    }

    /** More than {@code from} and at most {@code to}, and less than that where {@code to} does not belong to it. */
    private @Nullable Bound middle() {
        if (from instanceof Whole low && to instanceof Whole high) {
            BigInteger width = high.value.subtract(low.value);
            BigInteger middle = low.value.add(width.add(BigInteger.ONE).shiftRight(1));
            return inside(width.signum() > 0, middle.equals(high.value), new Whole(middle));
        }
        if (from instanceof Real low && to instanceof Real high) {
            double half = low.value / 2 + high.value / 2;
            double middle = half > low.value ? half : Math.nextUp(low.value);
            return inside(high.value > low.value, middle >= high.value, new Real(Math.min(middle, high.value)));
        }
        if (from instanceof Time low && to instanceof Time high) {
            Duration width = Duration.between(low.value, high.value);
            LocalDateTime middle = low.value.plusNanos(width.dividedBy(2).toNanos() / Time.SHORTEST * Time.SHORTEST);
            boolean any = width.toNanos() > Time.SHORTEST;
            return inside(any, !middle.isBefore(high.value), new Time(middle.isAfter(low.value) ? middle : high.value));
        }
        return null;
    }

    private @Nullable Bound inside(boolean any, boolean isEnd, Bound middle) {
        return any && (!isEnd || last) ? middle : null;
    }

    private static String derived(String query) {
        // A line of its own, because the query may end in a comment.
        return "(\n" + query.strip().replaceFirst(";\\s*$", "") + "\n) AS q";
    }

    private static String identifier(String column) {
        boolean plain = column.matches("[A-Za-z][A-Za-z0-9_]*") || column.matches("\"[^\"]+\"");
        return plain ? column : "\"" + column.replace("\"", "\"\"") + "\"";
    }

    /** For messages. */
    @Override
    public String toString() {
        return condition().substring("q.".length()).replace(" AND q.", " and ");
    }
}
