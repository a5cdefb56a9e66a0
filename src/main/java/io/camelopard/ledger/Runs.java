package io.camelopard.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The runs, from booked to done. Thread-safe. */
public final class Runs {
    private final Database database;
    private final Instances instances;

    Runs(Database database, Instances instances) {
        this.database = database;
        this.instances = instances;
    }

    /** Books a run; empty when an unfinished one of the same harvest and request exists. */
    public Optional<Run> book(NewRun run) {
        return database.write(tx -> insert(tx, run, instances.id()));
    }

    /** Takes a booked run into discovery; empty when somebody else has, or when it has been ended. */
    public Optional<Run> begin(String id) {
        String sql = "update run set state = 'discovering', owner = ?, started = ? where id = ? and state = 'booked'";
        return database.write(tx -> tx.update(sql, instances.id(), tx.now(), id) == 1
                ? select(tx, "id = ?", id).stream().findFirst()
                : Optional.empty());
    }

    /** Says how far discovery is. */
    public boolean progress(String id, long rows, long selected) {
        String sql = "update run set rows = ?, selected = ? where id = ? and state = 'discovering'";
        return database.write(tx -> tx.update(sql, rows, selected, id) == 1);
    }

    /** {@link #discovered(String, Discovery, List)} without watermarks. */
    public boolean discovered(String id, Discovery d) {
        return discovered(id, d, List.of());
    }

    /**
     * Discovery is complete: everything selected is owed or accounted for, and in the same transaction the watermarks move.
     * False when the run is not discovering.
     */
    public boolean discovered(String id, Discovery d, List<Watermark> watermarks) {
        String sql = """
                update run set state = 'fetching', rows = ?, selected = ?, targets = ?, targets_failed = ?, overflow = ?, error = ?
                where id = ? and state = 'discovering'
                """;
        return database.write(tx -> {
            boolean was =
                    tx.update(sql, d.rows(), d.selected(), d.targets(), d.targetsFailed(), d.overflow(), d.error(), id)
                            == 1;
            for (Watermark watermark : was ? watermarks : List.<Watermark>of()) {
                Watermarks.move(tx, id, watermark);
            }
            return was;
        });
    }

    /**
     * Ends a run whose discovery failed, with what it had found: at no moment is it one that is discovered and owes nothing, which
     * the feeder would end as done. False when the run is not discovering.
     */
    public boolean fail(String id, Discovery d, String error, boolean overflow) {
        String sql = """
                update run set state = 'failed', rows = ?, selected = ?, targets = ?, targets_failed = ?, overflow = ?, error = ?,
                ended = ? where id = ? and state = 'discovering'
                """;
        return database.write(tx ->
                tx.update(sql, d.rows(), d.selected(), d.targets(), d.targetsFailed(), overflow, error, tx.now(), id)
                        == 1);
    }

    /** Ends a run whose discovery failed. What it owes already stays owed. False when it has ended. */
    public boolean fail(String id, String error, boolean overflow) {
        String sql = """
                update run set state = 'failed', error = ?, overflow = ?, ended = ?
                where id = ? and state in ('booked', 'discovering', 'fetching')
                """;
        return database.write(tx -> tx.update(sql, error, overflow, tx.now(), id) == 1);
    }

    /**
     * Ends what dead processes left of a harvest, so that it can be started anew: what those runs owe stays owed and is joined
     * by the new one. Runs that were dropped into the inbox are not ended, but for the very same request: they are owed an end.
     */
    public int supersede(NewRun run) {
        instances.heartbeat();
        String ended = """
                update run set state = 'failed', error = 'interrupted', ended = ?, open = 0
                where harvest = ? and owner is null and (trigger <> 'inbox' or slot = ?)
                and state in ('booked', 'discovering', 'fetching') returning id
                """;
        String closed =
                "update booking set outcome = 'superseded', reason = 'interrupted' where run_id = ? and outcome is null";
        return database.write(tx -> {
            List<String> ids = tx.query(ended, r -> r.getString(1), tx.now(), run.harvest(), run.slot());
            for (String id : ids) {
                tx.update(closed, id);
            }
            return ids.size();
        });
    }

    /** Takes over what dead processes left; the booked ones among them are to be begun. For the daemon, at start and later. */
    public List<Run> adopt() {
        String sql = """
                update run set owner = ? where owner is null and state in ('booked', 'discovering', 'fetching') returning *
                """;
        return database.write(tx -> tx.query(sql, Runs::map, instances.id()));
    }

    /** The runs of this process that are discovered and owe nothing any more: to be ended by {@link #finish}. */
    public List<Run> due() {
        String due = "state = 'fetching' and open = 0 and (owner = ? or owner is null)"
                + " and not exists (select 1 from leaving)";
        return database.read(tx -> select(tx, due, instances.id()));
    }

    /** Ends all that are due, and gives them; each is given once, to its owner. */
    public List<Run> finish() {
        return due().stream().flatMap(run -> finish(run.id()).stream()).toList();
    }

    /** Ends a run that is due, and gives it; empty when somebody else has. */
    public Optional<Run> finish(String id) {
        String sql = """
                update run set state = 'done', ended = ? where id = ? and state = 'fetching' and open = 0
                and (owner = ? or owner is null) returning *
                """;
        return database.write(tx -> {
            Tables.forgetColumns(tx, id);
            return tx.first(sql, Runs::map, tx.now(), id, instances.id());
        });
    }

    public Optional<Run> find(String id) {
        return database.read(tx -> select(tx, "id = ?", id)).stream().findFirst();
    }

    public Optional<Run> latest(String harvest) {
        return database.read(tx -> select(tx, "harvest = ? order by booked desc, id limit 1", harvest)).stream()
                .findFirst();
    }

    /** The newest first. */
    public List<Run> list(@Nullable String harvest, int limit) {
        return harvest == null
                ? database.read(tx -> select(tx, "1 = 1 order by booked desc, id limit ?", limit))
                : database.read(tx -> select(tx, "harvest = ? order by booked desc, id limit ?", harvest, limit));
    }

    /** The unfinished ones. */
    public List<Run> active() {
        return database.read(tx -> select(tx, "state in ('booked', 'discovering', 'fetching') order by booked, id"));
    }

    /** Empty when the slot is taken. */
    static Optional<Run> insert(Tx tx, NewRun run, String owner) throws SQLException {
        String sql = """
                insert into run (id, harvest, trigger, slot, request, yaml, state, owner, booked)
                values (?, ?, ?, ?, ?, ?, 'booked', ?, ?) on conflict do nothing returning *
                """;
        return tx.first(
                sql,
                Runs::map,
                Digests.random(5),
                run.harvest(),
                run.trigger(),
                run.slot(),
                run.request(),
                run.yaml(),
                owner,
                tx.now());
    }

    static List<Run> select(Tx tx, String where, @Nullable Object... values) throws SQLException {
        return tx.query("select * from run where " + where, Runs::map, values);
    }

    private static Run map(ResultSet r) throws SQLException {
        return new Run(
                r.getString("id"),
                r.getString("harvest"),
                Tx.constant(r, "trigger", Trigger.class),
                r.getString("request"),
                r.getString("yaml"),
                Tx.constant(r, "state", RunState.class),
                r.getString("owner"),
                Instant.ofEpochMilli(r.getLong("booked")),
                Tx.instant(r, "started"),
                Tx.instant(r, "ended"),
                r.getLong("rows"),
                r.getLong("selected"),
                r.getLong("targets"),
                r.getLong("targets_failed"),
                r.getLong("open"),
                r.getLong("stored"),
                r.getLong("skipped"),
                r.getLong("failed"),
                r.getLong("degraded"),
                r.getLong("bytes"),
                r.getInt("overflow") != 0,
                r.getString("error"));
    }
}
