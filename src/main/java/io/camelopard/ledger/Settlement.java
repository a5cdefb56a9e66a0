package io.camelopard.ledger;

import io.camelopard.ledger.Account.End;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

    /**
     * As {@link #reservePath(Lease, String, String)}, for what is about to get that path.
     *
     * @param sha256 of it; {@link Product#intended} of the next claim
     */
    public Optional<String> reservePath(Lease lease, String storeRoot, String wanted, String sha256) {
        String intended = "update product set intended = ? where id = ? and token = ? and state = 'fetching'";
        return database.write(tx -> {
            Optional<String> path = new Paths(tx).reserve(lease, storeRoot, wanted);
            if (path.isPresent()) {
                tx.update(intended, sha256, lease.product(), lease.token());
            }
            return path;
        });
    }

    /**
     * Reserves the path of a file that was made of a product, for good, as {@link #reservePath} does. Empty when the lease is
     * lost. What is about to get it is told by {@link #intend} when nothing of an earlier attempt is there.
     *
     * @param suffix tells it from the others that are made of this product
     * @param link as JSON; see {@link Entry#link}
     */
    public Optional<Derived> derive(Lease parent, String suffix, String link, String storeRoot, String wanted) {
        return database.write(tx -> holds(tx, parent)
                ? Optional.of(Deriving.reserve(tx, parent.product(), suffix, link, storeRoot, wanted))
                : Optional.empty());
    }

    /** What is about to get the path of a file that was made of a product. False when the lease is lost. */
    public boolean intend(Lease parent, Derived derived, String sha256) {
        String sql = "update product set intended = ? where id = ? and parent = ?";
        return database.write(tx -> holds(tx, parent) && tx.update(sql, sha256, derived.id(), parent.product()) == 1);
    }

    /** As {@link #stored(Lease, Stored, Map)}, for a product of which nothing was made. */
    public boolean stored(Lease lease, Stored s) {
        return stored(lease, s, Map.of());
    }

    /**
     * The product is completely at its final name, and so is what was made of it. To be told after that is true on the disk.
     * What was made of it earlier and is not any more is to be deleted.
     *
     * @param derived by the id of {@link Derived}
     */
    public boolean stored(Lease lease, Stored s, Map<Long, Stored> derived) {
        String sql = """
                update product set state = 'stored', bytes = ?, sha256 = ?, validator = ?, content_type = ?, verified = ?,
                  source = ?, made = ?, degraded = case when (sha256 is not null and degraded = 0) or exists (
                    select 1 from booking b where b.product_id = product.id and b.outcome is null and b.degraded = 0)
                    then 0 else 1 end,
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
                    s.made(),
                    tx.now(),
                    lease.product(),
                    lease.token());
            if (changed == 1) {
                Deriving.stored(tx, lease.product(), derived);
            }
            return ended(tx, changed, lease, new End("stored", null, true, s.bytes()));
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
            return ended(tx, changed, lease, new End("skipped", Owing.UNCHANGED, true, 0));
        });
    }

    /** There is nothing to store, and that is no failure. */
    public boolean skipped(Lease lease, String reason) {
        End end = new End("skipped", reason, true, 0);
        return database.write(tx -> ended(tx, close(tx, lease, "skipped", reason, null), lease, end));
    }

    /**
     * It is not public: the next alternative is owed as after a failure, and without one it is skipped.
     *
     * @param until from when on a later run of the same harvest owes it again by itself; null: only when it is found again
     */
    public boolean withheld(Lease lease, String reason, @Nullable Instant until) {
        End end = new End("skipped", reason, false, 0);
        return database.write(tx -> {
            if (until != null && until.toEpochMilli() > tx.now() && holds(tx, lease)) {
                Embargo.hold(tx, lease.product(), until);
            }
            return ended(tx, close(tx, lease, "skipped", reason, null), lease, end);
        });
    }

    /** It has failed for good: the next alternative is owed when nothing else of this one is stored or under way. */
    public boolean failed(Lease lease, FailureClass failure, String reason) {
        End end = new End("failed", reason, false, 0);
        return database.write(tx -> ended(tx, close(tx, lease, "failed", reason, failure), lease, end));
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

    /** It is owed again from a moment on, as if it had not been tried: what failed was ours. */
    public boolean postponed(Lease lease, Instant notBefore, String reason) {
        String sql = """
                update product set state = 'owed', not_before = ?, reason = ?, class = 'transient', attempts = attempts - 1,
                  owner = null, token = null, lease_until = null, updated = ?
                where id = ? and token = ? and state = 'fetching'
                """;
        return database.write(tx -> tx.update(sql, notBefore, reason, tx.now(), lease.product(), lease.token()) == 1);
    }

    /** Books a group of what a claimed directory holds; may be called many times, and again with the same. */
    public boolean listed(Lease directory, List<NewProduct> group) {
        String sql = """
                select b.run_id, b.selection_id, b.alternative, b.degraded, s.recheck from booking b
                join selection s on s.id = b.selection_id
                where b.product_id = ? and b.outcome is null and b.listing = ?
                """;
        return database.write(tx -> {
            if (!holds(tx, directory)) {
                return false;
            }
            List<Account.Place> places = tx.query(sql, Account.Place::of, directory.product(), directory.token());
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
            Account.end(tx, directory.product(), new End("listed", null, false, 0), directory.token());
            tx.update(again, directory.product());
            return true;
        });
    }

    /**
     * The product is none, and stands for others: they take its place in its rows, in this order, the first owed at once.
     *
     * @param steps not empty
     */
    public boolean unfolded(Lease lease, List<Step> steps) {
        return database.write(tx -> {
            if (close(tx, lease, "skipped", "unfolded", null) == 0) {
                return false;
            }
            Unfolding.replace(tx, lease.product(), steps);
            Account.end(tx, lease.product(), new End("listed", null, false, 0), null);
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

    private static boolean ended(Tx tx, int changed, Lease lease, End end) throws SQLException {
        if (changed == 1) {
            Ready.forget(tx, lease.product());
            Account.end(tx, lease.product(), end, null);
        }
        return changed == 1;
    }
}
