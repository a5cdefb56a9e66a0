package io.camelopard.flow;

import io.camelopard.harvest.Expression;
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
        run.harvest().bind(reader.columns());
        tables.begin(run, search, reader.columns());
        Iterator<Row> kept = new Kept(reader, run, spec.where(), search.target());
        Long limit = run.request().limit() != null ? run.request().limit() : spec.limit();
        return new Groups(run, Nearest.of(kept, spec.orderBy(), limit, search.target()));
    }

    /** Counts every row and keeps those that the condition is true for. */
    private static final class Kept implements Iterator<Row> {
        private final VotableReader reader;
        private final Discovering run;
        private final @Nullable Expression where;
        private final @Nullable Target target;
        private @Nullable Row next;

        Kept(VotableReader reader, Discovering run, @Nullable Expression where, @Nullable Target target) {
            this.reader = reader;
            this.run = run;
            this.where = where;
            this.target = target;
        }

        @Override
        public boolean hasNext() {
            while (next == null && reader.hasNext()) {
                Row row = reader.next();
                run.row();
                if (where == null || where.keeps(RowScope.of(row, null, target))) {
                    next = row;
                }
            }
            return next != null;
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

    private record Groups(Discovering run, Iterator<Row> rows) implements Iterator<List<Row>> {
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
            run.selected(group.size());
            return group;
        }
    }
}
