package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.harvest.Search.OrderBy;
import io.camelopard.vo.RowColumns;
import io.camelopard.vo.Sky;
import io.camelopard.vo.Target;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** {@code order_by} and {@code limit}: the first N rows in the order wanted, in the memory of N rows. */
final class Nearest {
    /** Without a limit, all rows must be held to be sorted; this many are enough for any list that a person reads. */
    private static final int MOST_SORTED = 1_000_000;

    private Nearest() {}

    /** @param enough is run when the rows that are left will not be used */
    static Iterator<Row> of(
            Iterator<Row> rows,
            @Nullable OrderBy order,
            @Nullable Long limit,
            @Nullable Target target,
            Runnable enough) {
        if (order == null) {
            return limit == null ? rows : new First(rows, limit, enough);
        }
        return sorted(rows, comparator(order, target), limit == null ? MOST_SORTED : limit, limit != null);
    }

    private static Iterator<Row> sorted(Iterator<Row> rows, Comparator<Row> order, long most, boolean cut) {
        PriorityQueue<Row> worstFirst = new PriorityQueue<>(order.reversed());
        while (rows.hasNext()) {
            worstFirst.add(rows.next());
            if (worstFirst.size() > most) {
                if (!cut) {
                    throw new MisuseException("search.order_by: more than %d rows; say limit".formatted(most));
                }
                worstFirst.poll();
            }
        }
        List<Row> sorted = new ArrayList<>(worstFirst);
        sorted.sort(order);
        return Collections.unmodifiableList(sorted).iterator();
    }

    private static Comparator<Row> comparator(OrderBy order, @Nullable Target target) {
        Comparator<Comparable<Object>> values =
                order.descending() ? Comparator.<Comparable<Object>>reverseOrder() : Comparator.naturalOrder();
        return Comparator.comparing(row -> key(row, order, target), Comparator.nullsLast(values));
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Comparable<Object> key(Row row, OrderBy order, @Nullable Target target) {
        Columns columns = row.columns();
        int index = RowColumns.indexOf(columns, order.column());
        if (index < 0 && order.distance()) {
            return (Comparable<Object>) (Comparable<?>) distance(row, target);
        }
        if (index < 0) {
            throw new MisuseException("search.order_by: there is no column '%s'; the columns are %s"
                    .formatted(order.column(), String.join(", ", row.keySet())));
        }
        return (Comparable<Object>) (Comparable<?>) comparable(row.get(index));
    }

    private static @Nullable Comparable<?> comparable(@Nullable Object value) {
        return value instanceof Number n
                ? (Comparable<?>) Double.valueOf(n.doubleValue())
                : value == null ? null : value.toString();
    }

    private static @Nullable Double distance(Row row, @Nullable Target target) {
        if (target == null) {
            throw new MisuseException("search.order_by: distance needs a target");
        }
        Double ra = SkyPart.degrees(row, "s_ra");
        Double dec = SkyPart.degrees(row, "s_dec");
        return ra == null || dec == null ? null : Sky.distance(target.ra(), target.dec(), ra, dec);
    }

    /** The first rows; the others are still read, so that a fault or an overflow behind them is seen. */
    private static final class First implements Iterator<Row> {
        private final Iterator<Row> rows;
        private final Runnable enough;
        private long left;

        First(Iterator<Row> rows, long limit, Runnable enough) {
            this.rows = rows;
            this.left = limit;
            this.enough = enough;
        }

        @Override
        public boolean hasNext() {
            if (left > 0) {
                return rows.hasNext();
            }
            enough.run();
            while (rows.hasNext()) {
                rows.next();
            }
            return false;
        }

        @Override
        public Row next() {
            if (left <= 0) {
                throw new NoSuchElementException();
            }
            left--;
            return rows.next();
        }
    }
}
