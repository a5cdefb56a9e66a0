package io.camelopard.flow;

import io.camelopard.harvest.Expression;
import io.camelopard.harvest.Progress;
import io.camelopard.harvest.RowScope;
import io.camelopard.harvest.Search;
import io.camelopard.vo.Target;
import io.camelopard.votable.Row;
import io.camelopard.votable.VotableReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/** The selected rows of an answer, in groups: an exchange a row costs more than parsing it. */
public final class Rows {
    static final int GROUP = 250;

    private final Tables tables;

    Rows(Tables tables) {
        this.tables = tables;
    }

    /** The rows that the harvest's {@code where}, {@code order_by} and {@code limit} keep, read as they are asked for. */
    public Iterator<List<Row>> groups(Exchange exchange) {
        Discovering run = exchange.getVariable(Vars.RUN, Discovering.class);
        OneSearch search = exchange.getVariable(Vars.SEARCH, OneSearch.class);
        VotableReader reader = exchange.getMessage().getBody(VotableReader.class);
        Search spec = run.harvest().search();
        SearchRows rows = new SearchRows(reader, search, run, () -> exchange.getException() != null);
        closeWhenDone(exchange, rows);
        tables.begin(run, search, reader.columns());
        Long limit = run.request().limit() != null ? run.request().limit() : spec.limit();
        Progress progress = search.progress();
        Iterator<Row> kept = new Kept(rows, spec.where(), progress, limit == null, search.target());
        Iterator<Row> first = Nearest.of(kept, spec.orderBy(), limit, search.target(), rows::enough);
        return new Groups(run, first, limit == null ? null : progress);
    }

    private static void closeWhenDone(Exchange exchange, SearchRows rows) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                rows.close();
            }
        });
    }

    /** Keeps the rows that the condition is true for and that are not below the watermark. */
    private static final class Kept implements Iterator<Row> {
        private final Iterator<Row> rows;
        private final @Nullable Expression where;
        private final @Nullable Progress progress;
        private final boolean all;
        private final @Nullable Target target;
        private @Nullable Row next;

        /** @param all whether the watermark is that of all rows; else it is that of the first ones */
        Kept(
                Iterator<Row> rows,
                @Nullable Expression where,
                @Nullable Progress progress,
                boolean all,
                @Nullable Target target) {
            this.rows = rows;
            this.where = where;
            this.progress = progress;
            this.all = all;
            this.target = target;
        }

        @Override
        public boolean hasNext() {
            while (next == null && rows.hasNext()) {
                Row row = rows.next();
                if (isNew(row) && (where == null || where.keeps(RowScope.of(row, null, target)))) {
                    next = row;
                }
            }
            return next != null;
        }

        private boolean isNew(Row row) {
            if (progress != null && all) {
                progress.see(row);
            }
            return progress == null || !progress.below(row);
        }

        @Override
        public Row next() {
            Row row = hasNext() ? next : null;
            if (row == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return row;
        }
    }

    /** @param progress sees what the limit has left; null where there is no limit, or no watermark */
    private record Groups(
            Discovering run, Iterator<Row> rows, @Nullable Progress progress) implements Iterator<List<Row>> {
        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public List<Row> next() {
            List<Row> group = new ArrayList<>();
            while (group.size() < GROUP && rows.hasNext()) {
                group.add(rows.next());
            }
            if (progress != null) {
                group.forEach(progress::see);
            }
            run.selected(group.size());
            return group;
        }
    }
}
