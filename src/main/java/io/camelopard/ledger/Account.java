package io.camelopard.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of runs and selections: what is booked, how it ended, and what comes next when nothing of an alternative was
 * stored. Every counter changes in the transaction of what it counts, by one statement each, so that two processes that end two
 * products of one selection take turns there and only the second sees that it was the last.
 */
final class Account {
    private Account() {}

    /** Where a product is booked. */
    record Place(String run, long selection, int alternative, Recheck recheck) {}

    /** What is added to the counters of a run. */
    record Change(long open, long stored, long skipped, long failed, long degraded, long bytes) {}

    /** Ends what is booked of a product, for all runs or those that take part in a listing. */
    static void end(Tx tx, long product, String outcome, @Nullable String reason, long bytes, @Nullable String listing)
            throws SQLException {
        String sql = "update booking set outcome = ?, reason = ? where product_id = ? and outcome is null"
                + (listing == null ? "" : " and listing = ?") + " returning run_id, selection_id, alternative";
        List<Place> places = listing == null
                ? tx.query(sql, Account::place, outcome, reason, product)
                : tx.query(sql, Account::place, outcome, reason, product, listing);
        for (Place place : places) {
            end(tx, place, product, outcome, bytes);
        }
    }

    private static void end(Tx tx, Place place, long product, String outcome, long bytes) throws SQLException {
        boolean stored = outcome.equals("stored");
        boolean skipped = outcome.equals("skipped");
        boolean failed = outcome.equals("failed");
        boolean degraded = stored && place.alternative() > 0;
        count(
                tx,
                place.run(),
                new Change(-1, stored ? 1 : 0, skipped ? 1 : 0, failed ? 1 : 0, degraded ? 1 : 0, stored ? bytes : 0));
        String sql = "update selection set open = open - 1, good = good + ? where id = ? returning open, good";
        boolean last = tx.one(
                sql,
                r -> r.getLong("open") == 0 && r.getLong("good") == 0,
                stored || skipped ? 1 : 0,
                place.selection());
        if (last && !advance(tx, place.selection()) && outcome.equals("listed")) {
            emptyDirectory(tx, place.run(), product);
        }
    }

    private static boolean advance(Tx tx, long selection) throws SQLException {
        record Selection(Place place, String alternatives) {}
        Selection now = tx.one(
                "select run_id, id, alternative, recheck, alternatives from selection where id = ?",
                r -> new Selection(
                        new Place(
                                r.getString("run_id"),
                                r.getLong("id"),
                                r.getInt("alternative"),
                                Tx.constant(r, "recheck", Recheck.class)),
                        r.getString("alternatives")),
                selection);
        return advance(tx, now.place(), now.alternatives());
    }

    /** Books the next alternative of which something can be had. What failed before it is then not counted any more. */
    static boolean advance(Tx tx, Place from, String alternatives) throws SQLException {
        String superseded = "update booking set outcome = 'superseded' where selection_id = ? and outcome = 'failed'";
        String current = "update selection set alternative = ? where id = ?";
        for (int number = from.alternative() + 1; ; number++) {
            List<NewProduct> next = Alternatives.read(alternatives, number);
            if (next.isEmpty()) {
                return false;
            } else if (Owing.book(tx, new Place(from.run(), from.selection(), number, from.recheck()), next)) {
                int replaced = tx.update(superseded, from.selection());
                count(tx, from.run(), new Change(0, 0, 0, -replaced, 0, 0));
                tx.update(current, number, from.selection());
                return true;
            }
        }
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

    private static Place place(ResultSet r) throws SQLException {
        return new Place(r.getString("run_id"), r.getLong("selection_id"), r.getInt("alternative"), Recheck.CHANGED);
    }
}
