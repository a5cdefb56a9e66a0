package io.camelopard.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of runs and selections: what is booked, how it ended, and what comes next when nothing of a step was stored.
 * Every counter changes in the transaction of what it counts, by one statement each, so that two processes that end two
 * products of one selection take turns there and only the second sees that it was the last.
 */
final class Account {
    private Account() {}

    /**
     * Where a product is booked.
     *
     * @param alternative the harvest's number
     * @param degraded whether that is not the first alternative that matched
     */
    record Place(String run, long selection, int alternative, boolean degraded, Recheck recheck) {
        static Place of(ResultSet r) throws SQLException {
            return new Place(
                    r.getString("run_id"),
                    r.getLong("selection_id"),
                    r.getInt("alternative"),
                    r.getInt("degraded") != 0,
                    Tx.constant(r, "recheck", Recheck.class));
        }
    }

    /** What is added to the counters of a run. */
    record Change(long open, long stored, long skipped, long failed, long degraded, long bytes) {}

    /** How a product ended. {@code good}: nothing of a later step is wanted in its place. */
    record End(String outcome, @Nullable String reason, boolean good, long bytes) {
        boolean is(String other) {
            return outcome.equals(other);
        }
    }

    /** Ends what is booked of a product, for all runs or those that take part in a listing. */
    static void end(Tx tx, long product, End end, @Nullable String listing) throws SQLException {
        String sql = "update booking set outcome = ?, reason = ? where product_id = ? and outcome is null"
                + (listing == null ? "" : " and listing = ?")
                + " returning run_id, selection_id, alternative, degraded, 'changed' as recheck";
        List<Place> places = listing == null
                ? tx.query(sql, Place::of, end.outcome(), end.reason(), product)
                : tx.query(sql, Place::of, end.outcome(), end.reason(), product, listing);
        for (Place place : places) {
            end(tx, place, product, end);
        }
    }

    private record Selection(boolean last, int step, String alternatives) {
        static Selection of(ResultSet r) throws SQLException {
            boolean last = r.getLong("open") == 0 && r.getLong("good") == 0;
            return new Selection(last, r.getInt("step"), r.getString("alternatives"));
        }
    }

    private static void end(Tx tx, Place place, long product, End end) throws SQLException {
        boolean stored = end.is("stored");
        boolean degraded = stored && place.degraded();
        Change change = new Change(
                -1,
                stored ? 1 : 0,
                end.is("skipped") ? 1 : 0,
                end.is("failed") ? 1 : 0,
                degraded ? 1 : 0,
                stored ? end.bytes() : 0);
        count(tx, place.run(), change);
        String sql = """
                update selection set open = open - 1, good = good + ? where id = ?
                returning open, good, step, alternatives
                """;
        Selection now = tx.one(sql, Selection::of, end.good() ? 1 : 0, place.selection());
        if (degraded) {
            Degraded.explain(tx, place.selection());
        }
        if (stored && !now.alternatives().equals(Alternatives.NONE)) {
            Degraded.replace(tx, now.step(), now.alternatives());
        }
        if (now.last() && !advance(tx, place.selection()) && end.is("listed")) {
            emptyDirectory(tx, place.run(), product);
        }
    }

    /** Books the next step of which something can be had. What failed before it is then not counted any more. */
    static boolean advance(Tx tx, long selection) throws SQLException {
        record Now(String run, int step, Recheck recheck, String alternatives) {}
        String current = "select run_id, step, recheck, alternatives from selection where id = ?";
        Now now = tx.one(
                current,
                r -> new Now(
                        r.getString("run_id"),
                        r.getInt("step"),
                        Tx.constant(r, "recheck", Recheck.class),
                        r.getString("alternatives")),
                selection);
        List<Alternatives.Ranked> later = Alternatives.read(now.alternatives());
        for (int step = now.step() + 1; step <= later.size(); step++) {
            Alternatives.Ranked next = later.get(step - 1);
            Place place = new Place(now.run(), selection, next.alternative(), next.degraded(), now.recheck());
            if (Owing.book(tx, place, next.products())) {
                supersede(tx, now.run(), selection);
                tx.update("update selection set step = ? where id = ?", step, selection);
                Degraded.explain(tx, selection);
                return true;
            }
        }
        return false;
    }

    // Nothing of the selection was good before this step: all that ended so far is replaced by it.
    private static void supersede(Tx tx, String run, long selection) throws SQLException {
        String failures = "update booking set outcome = 'superseded' where selection_id = ? and outcome = 'failed'";
        String withheld = """
                update booking set outcome = 'superseded' where selection_id = ? and outcome = 'skipped' and reason <> ?
                """;
        int failed = tx.update(failures, selection);
        int skipped = tx.update(withheld, selection, Owing.UNCHANGED);
        count(tx, run, new Change(0, 0, -skipped, -failed, 0, 0));
    }

    // An empty folder is an answer, and the only one that this row gets.
    private static void emptyDirectory(Tx tx, String run, long product) throws SQLException {
        String failures = "select 1 from booking where outcome = 'failed' and selection_id = ("
                + "select selection_id from booking where run_id = ? and product_id = ?) limit 1";
        String sql = """
                update booking set outcome = 'skipped', reason = 'empty directory'
                where run_id = ? and product_id = ? and outcome = 'listed'
                """;
        if (tx.first(failures, r -> 1, run, product).isEmpty()) {
            int skipped = tx.update(sql, run, product);
            count(tx, run, new Change(0, 0, skipped, 0, 0, 0));
        }
    }

    static void count(Tx tx, String run, Change c) throws SQLException {
        String sql = """
                update run set open = open + ?, stored = stored + ?, skipped = skipped + ?, failed = failed + ?,
                  degraded = degraded + ?, bytes = bytes + ? where id = ?
                """;
        tx.update(sql, c.open(), c.stored(), c.skipped(), c.failed(), c.degraded(), c.bytes(), run);
    }
}
