package io.camelopard.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How work on a claimed product ended. Every method answers whether the lease was good; when it was not, somebody else has the
 * product and nothing is changed. The counters of the runs, and the next alternative where there is one, are in the same
 * transaction. Thread-safe.
 */
public final class Settlement {
    private final Database database;

    Settlement(Database database) {
        this.database = database;
    }

    /**
     * Reserves the path of a product below a store's root, for good: its own if it has one there, else the wanted one; where that
     * is another product's, the wanted one with eight digits of the identity's SHA-256 before the extension. Paths that differ in
     * case or normalisation only are the same. Empty when the lease is lost.
     */
    public Optional<String> reservePath(Lease lease, String storeRoot, String wanted) {
        return database.write(tx -> new Paths(tx).reserve(lease, storeRoot, wanted));
    }

    /** The product is completely at its final name. To be told after that is true on the disk. */
    public boolean stored(Lease lease, Stored s) {
        String sql = """
                update product set state = 'stored', bytes = ?, sha256 = ?, validator = ?, content_type = ?, verified = ?,
                  source = ?, degraded = coalesce((select case when b.alternative > 0 then 1 else 0 end from booking b
                    where b.run_id = product.run_id and b.product_id = product.id), 0),
                  reason = null, class = null, owner = null, token = null, lease_until = null, updated = ?
                where id = ? and token = ? and state = 'fetching'
                """;
        return database.write(tx -> {
            int changed = tx.update(
                    sql,
                    s.bytes(),
                    s.sha256(),
                    s.validator(),
                    s.contentType(),
                    s.verified(),
                    s.source(),
                    tx.now(),
                    lease.product(),
                    lease.token());
            return ended(tx, changed, lease, "stored", null, s.bytes());
        });
    }

    /** The source says that what is stored is still right. */
    public boolean notModified(Lease lease) {
        String sql = """
                update product set state = 'stored', reason = null, class = null,
                  owner = null, token = null, lease_until = null, updated = ?
                where id = ? and token = ? and state = 'fetching' and sha256 is not null
                """;
        return database.write(tx -> {
            int changed = tx.update(sql, tx.now(), lease.product(), lease.token());
            return ended(tx, changed, lease, "skipped", "unchanged", 0);
        });
    }

    /** There is nothing to store, and that is no failure. */
    public boolean skipped(Lease lease, String reason) {
        return database.write(tx -> ended(tx, close(tx, lease, "skipped", reason, null), lease, "skipped", reason, 0));
    }

    /** It has failed for good: the next alternative is owed when nothing else of this one is stored or under way. */
    public boolean failed(Lease lease, FailureClass failure, String reason) {
        return database.write(tx -> ended(tx, close(tx, lease, "failed", reason, failure), lease, "failed", reason, 0));
    }

    /** It has failed for now and is owed again from a moment on. */
    public boolean retry(Lease lease, Instant notBefore, String reason) {
        String sql = """
                update product set state = 'owed', not_before = ?, reason = ?, class = 'transient',
                  owner = null, token = null, lease_until = null, updated = ?
                where id = ? and token = ? and state = 'fetching'
                """;
        return database.write(tx -> tx.update(sql, notBefore, reason, tx.now(), lease.product(), lease.token()) == 1);
    }

    /** Books a group of what a claimed directory holds; may be called many times, and again with the same. */
    public boolean listed(Lease directory, List<NewProduct> group) {
        String sql = """
                select b.run_id, b.selection_id, b.alternative, s.recheck from booking b
                join selection s on s.id = b.selection_id
                where b.product_id = ? and b.outcome is null and b.listing = ?
                """;
        return database.write(tx -> {
            if (!holds(tx, directory)) {
                return false;
            }
            List<Account.Place> places = tx.query(
                    sql,
                    r -> new Account.Place(
                            r.getString("run_id"),
                            r.getLong("selection_id"),
                            r.getInt("alternative"),
                            Tx.constant(r, "recheck", Recheck.class)),
                    directory.product(),
                    directory.token());
            for (Account.Place place : places) {
                Owing.book(tx, place, group);
            }
            return true;
        });
    }

    /** The directory has been listed to its end. Without anything in it, it counts as skipped, or its row's next alternative. */
    public boolean listingDone(Lease directory) {
        String again = """
                update product set state = 'owed', attempts = 0, not_before = 0, run_id = (
                  select min(run_id) from booking where product_id = product.id and outcome is null)
                where id = ? and state = 'skipped'
                and exists (select 1 from booking where product_id = product.id and outcome is null)
                """;
        return database.write(tx -> {
            if (close(tx, directory, "skipped", "listed", null) == 0) {
                return false;
            }
            Account.end(tx, directory.product(), "listed", null, 0, directory.token());
            tx.update(again, directory.product());
            return true;
        });
    }

    /**
     * The product is none, and stands for others: they take its place in its rows, as alternatives in this order, the first
     * owed at once.
     *
     * @param alternatives not empty
     */
    public boolean unfolded(Lease lease, List<List<NewProduct>> alternatives) {
        return database.write(tx -> {
            if (close(tx, lease, "skipped", "unfolded", null) == 0) {
                return false;
            }
            Unfolding.replace(tx, lease.product(), alternatives);
            Account.end(tx, lease.product(), "listed", null, 0, null);
            return true;
        });
    }

    private static boolean holds(Tx tx, Lease lease) throws SQLException {
        String sql = "update product set updated = ? where id = ? and token = ? and state = 'fetching'";
        return tx.update(sql, tx.now(), lease.product(), lease.token()) == 1;
    }

    private static int close(Tx tx, Lease lease, String state, String reason, @Nullable FailureClass failure)
            throws SQLException {
        String sql = """
                update product set state = ?, reason = ?, class = ?,
                  owner = null, token = null, lease_until = null, updated = ?
                where id = ? and token = ? and state = 'fetching'
                """;
        return tx.update(sql, state, reason, failure, tx.now(), lease.product(), lease.token());
    }

    private static boolean ended(Tx tx, int changed, Lease lease, String outcome, @Nullable String reason, long bytes)
            throws SQLException {
        if (changed == 1) {
            Account.end(tx, lease.product(), outcome, reason, bytes, null);
        }
        return changed == 1;
    }
}
