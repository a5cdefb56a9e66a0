package io.camelopard.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Selected rows and their products become owed. Thread-safe. */
public final class Booking {
    private static final int GROUP = 200;

    private final Database database;
    private final String instance;

    Booking(Database database, String instance) {
        this.database = database;
        this.instance = instance;
    }

    /** Books a group of selected rows (some hundreds) in one transaction; see {@link #owe(String, List, Policy)}. */
    public void owe(String run, List<Selected> group) {
        owe(run, group, Policy.DEFAULT);
    }

    /**
     * Books a group of selected rows in one transaction. Of each, the products of the first step are owed, unless they are
     * stored and unchanged (skipped), or under way already (joined); the others are kept for when all of them fail. Where
     * something of a later step is stored, that is left alone, but for an upgrade. A product is booked once in a run, so the
     * same group may be booked again after a crash.
     */
    public void owe(String run, List<Selected> group, Policy policy) {
        database.write(tx -> {
            for (Selected row : group) {
                Embargo.forget(tx, run, row.identity());
                boolean held = row.held(Instant.ofEpochMilli(tx.now()));
                if (held) {
                    Embargo.hold(tx, run, row);
                }
                if (held || row.steps().isEmpty()) {
                    without(tx, run, row, row.failed() != null && !held);
                } else {
                    owe(tx, run, row, policy);
                }
            }
            return group.size();
        });
    }

    /** A row with what is to be tried of it. */
    record Chain(String identity, String context, List<Alternatives.Ranked> steps) {}

    /**
     * Owes what earlier runs of the harvest skipped until a moment that has come, unless this run has found it again itself.
     * To be called at the end of discovery. Gives how many rows that were.
     */
    public long release(String run, Policy policy) {
        Policy better = new Policy(policy.recheck(), true); // what was held may be better than what is stored
        long released = 0;
        int more;
        do {
            more = database.write(tx -> {
                List<Chain> rows = Embargo.due(tx, run, GROUP);
                for (Chain row : rows) {
                    owe(tx, run, row, better);
                }
                return rows.size();
            });
            released += more;
        } while (more == GROUP);
        return released;
    }

    /**
     * Books the failed products of a harvest again, in a run of their own that needs no discovery. Rows that failed before they
     * had a product are left to the next discovery. Empty when the same request is being worked on.
     */
    public Optional<Run> retry(NewRun run) {
        return database.write(tx -> {
            Optional<Run> booked = Runs.insert(tx, run, instance);
            if (booked.isPresent()) {
                String id = booked.get().id();
                tx.update("update run set state = 'fetching', started = ? where id = ?", tx.now(), id);
                long failed = Retry.failed(tx, id, run.harvest());
                tx.update("update run set selected = ?, open = ? where id = ?", failed, failed, id);
                return Runs.select(tx, "id = ?", id).stream().findFirst();
            }
            return booked;
        });
    }

    private static void owe(Tx tx, String run, Selected row, Policy policy) throws SQLException {
        owe(tx, run, new Chain(row.identity(), row.context(), Alternatives.ranked(row.steps())), policy);
    }

    private static void owe(Tx tx, String run, Chain row, Policy policy) throws SQLException {
        List<Alternatives.Ranked> steps = row.steps();
        int first = policy.upgrade() || steps.size() == 1 ? 0 : Owing.settledFor(tx, steps);
        String json = Alternatives.write(steps.subList(1, steps.size()));
        long id = selection(tx, run, row.identity(), row.context(), json, first, policy.recheck());
        Alternatives.Ranked step = steps.get(first);
        Account.Place place = new Account.Place(run, id, step.alternative(), step.degraded(), policy.recheck());
        if (!Owing.book(tx, place, step.products())) {
            Account.advance(tx, id);
        } else if (first == 0 && steps.size() > 1 && Owing.stored(tx, step)) {
            Degraded.replace(tx, 0, json); // by another harvest, perhaps
        }
    }

    private static void without(Tx tx, String run, Selected row, boolean failed) throws SQLException {
        String outcome = failed ? "failed" : "skipped";
        String reason = failed ? row.failed() : row.skipped() == null ? "no alternative matches a link" : row.skipped();
        String product = """
                insert into product (store, identity, kind, run_id, url, host, link, state, reason, class, updated)
                values ('', ?, 'file', ?, '', '', '{}', ?, ?, ?, ?)
                on conflict (store, identity) do update set run_id = excluded.run_id, state = excluded.state,
                  reason = excluded.reason, class = excluded.class, updated = excluded.updated
                returning id
                """;
        String booking = """
                insert into booking (run_id, product_id, selection_id, alternative, outcome, reason)
                values (?, ?, ?, 0, ?, ?) on conflict do nothing
                """;
        String identity = Owing.bounded(row.identity());
        long id = tx.one(product, r -> r.getLong(1), identity, run, outcome, reason, failed ? "final" : null, tx.now());
        long selection = selection(tx, run, row.identity(), row.context(), Alternatives.NONE, 0, Recheck.CHANGED);
        if (tx.update(booking, run, id, selection, outcome, reason) == 1) {
            Account.count(tx, run, new Account.Change(0, 0, failed ? 0 : 1, failed ? 1 : 0, 0, 0));
        }
    }

    private static long selection(
            Tx tx, String run, String identity, String context, String json, int step, Recheck recheck)
            throws SQLException {
        String sql = """
                insert into selection (run_id, identity, context, alternatives, step, recheck)
                values (?, ?, ?, ?, ?, ?) returning id
                """;
        return tx.one(sql, r -> r.getLong(1), run, Owing.bounded(identity), context, json, step, recheck);
    }
}
