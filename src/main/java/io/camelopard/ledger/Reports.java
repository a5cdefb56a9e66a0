package io.camelopard.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the ledger knows, for the display, the status and JMX. Reads only, and never the whole table of products. Thread-safe. */
public final class Reports {
    private static final String COLUMNS = """
            select %s as product_id, p.identity, p.kind, s.context, p.link, b.alternative, b.degraded,
              case when b.degraded = 1 then p.better end as better,
              b.outcome, b.reason, p.class, p.url,
              p.attempts, p.store_root, p.path, p.bytes, p.sha256, p.parent, p.made, p.updated
            from booking b join product p on %s join selection s on s.id = b.selection_id
            """;
    private static final String ENTRY = COLUMNS.formatted("b.product_id", "p.id = b.product_id");
    private static final String DERIVED = COLUMNS.formatted("p.id", "p.parent = b.product_id and p.state = 'stored'");

    private final Database database;

    Reports(Database database) {
        this.database = database;
    }

    /** The products of one run. */
    public Counts counts(String run) {
        return counts("id = ?", "run_id = ?", run);
    }

    /** The products of all runs of a harvest, each counted in each of its runs. */
    public Counts total(String harvest) {
        return counts("harvest = ?", "run_id in (select id from run where harvest = ?)", harvest);
    }

    /** The account of a run, in the order of product ids; the next page is asked for with the last id of this one. */
    public List<Entry> entries(String run, long after, int limit) {
        String sql = ENTRY + "where b.run_id = ? and b.product_id > ? order by b.product_id limit ?";
        return database.read(tx -> tx.query(sql, Reports::entry, run, after, limit));
    }

    /**
     * What was made of the products of a run, as in their place in its account; in the order of product ids, page by page as
     * {@link #entries(String, long, int)}.
     */
    public List<Entry> derived(String run, long after, int limit) {
        String sql = DERIVED + "where b.run_id = ? and p.id > ? order by p.id limit ?";
        return database.read(tx -> tx.query(sql, Reports::entry, run, after, limit));
    }

    /** What failed in the latest run of a harvest. */
    public List<Entry> failures(String harvest, int limit) {
        String sql = ENTRY + "where b.run_id = ? and b.outcome = 'failed' order by b.product_id limit ?";
        return database.read(tx -> {
            Optional<String> run = tx.first(
                    "select id from run where harvest = ? order by booked desc, id limit 1",
                    r -> r.getString(1),
                    harvest);
            return run.isEmpty() ? List.of() : tx.query(sql, Reports::entry, run.get(), limit);
        });
    }

    /** What an operator may want to know the reason of. */
    public enum Group {
        FAILED("b.outcome = 'failed'"),
        SKIPPED("b.outcome = 'skipped' and b.reason <> 'unchanged'"),
        /** Stored in this run or before, and something better was not. */
        DEGRADED("b.degraded = 1 and b.outcome in ('stored', 'skipped') and p.state = 'stored'");

        private final String condition;

        Group(String condition) {
            this.condition = condition;
        }
    }

    /** The first products of a group in the account of a run. */
    public List<Entry> entries(String run, Group group, int limit) {
        String sql = ENTRY + "where b.run_id = ? and " + group.condition + " order by b.product_id limit ?";
        return database.read(tx -> tx.query(sql, Reports::entry, run, limit));
    }

    private Counts counts(String runs, String products, String value) {
        String ended = """
                select sum(open) as open, sum(stored) as stored, sum(skipped) as skipped, sum(failed) as failed,
                  sum(degraded) as degraded, sum(bytes) as bytes from run where
                """ + runs;
        String leased = "select sum(case when state = 'offered' then 1 else 0 end) as offered, count(*) as leased"
                + " from product where lease_until is not null and " + products;
        return database.read(tx -> {
            long[] now = tx.one(leased, r -> new long[] {r.getLong("offered"), r.getLong("leased")}, value);
            return tx.one(
                    ended,
                    r -> new Counts(
                            Math.max(0, r.getLong("open") - now[1]),
                            now[0],
                            now[1] - now[0],
                            r.getLong("stored"),
                            r.getLong("skipped"),
                            r.getLong("failed"),
                            r.getLong("degraded"),
                            r.getLong("bytes")),
                    value);
        });
    }

    private static Entry entry(ResultSet r) throws SQLException {
        return new Entry(
                r.getLong("product_id"),
                r.getString("identity"),
                Tx.constant(r, "kind", Kind.class),
                r.getString("context"),
                r.getString("link"),
                r.getInt("alternative"),
                r.getInt("degraded") != 0,
                Alternatives.better(r.getString("better")),
                r.getString("outcome"),
                r.getString("reason"),
                failure(r),
                r.getString("url"),
                r.getInt("attempts"),
                r.getString("store_root"),
                r.getString("path"),
                Tx.number(r, "bytes"),
                r.getString("sha256"),
                Tx.number(r, "parent"),
                r.getString("made"),
                Instant.ofEpochMilli(r.getLong("updated")));
    }

    private static @Nullable FailureClass failure(ResultSet r) throws SQLException {
        return r.getString("class") == null ? null : Tx.constant(r, "class", FailureClass.class);
    }
}
