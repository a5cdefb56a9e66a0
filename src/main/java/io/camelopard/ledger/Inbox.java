package io.camelopard.ledger;

import java.sql.SQLException;
import java.util.List;

/** What the drop folder took. Thread-safe. */
public final class Inbox {
    private final Database database;
    private final String instance;

    Inbox(Database database, String instance) {
        this.database = database;
        this.instance = instance;
    }

    /**
     * Books the runs that a dropped file asks for, once: the same drop taken again after a crash gives the runs that it gave
     * before. Where such a run is going on already, it is that one.
     */
    public List<Run> accept(Dropped file, List<NewRun> runs) {
        String taken =
                "insert into inbox (name, sha256, modified, accepted) values (?, ?, ?, ?) on conflict do nothing";
        return database.write(tx -> {
            if (tx.update(taken, file.name(), file.sha256(), file.modified(), tx.now()) == 1) {
                for (NewRun run : runs) {
                    Runs.insert(tx, run, instance);
                    link(tx, file, run);
                }
            }
            return Runs.select(
                    tx,
                    "id in (select run_id from inbox_run where name = ? and sha256 = ? and modified = ?)",
                    file.name(),
                    file.sha256(),
                    file.modified());
        });
    }

    private static void link(Tx tx, Dropped file, NewRun run) throws SQLException {
        String sql = """
                insert into inbox_run (name, sha256, modified, run_id)
                select ?, ?, ?, id from run where slot = ? and state in ('booked', 'discovering', 'fetching')
                on conflict do nothing
                """;
        tx.update(sql, file.name(), file.sha256(), file.modified(), run.slot());
    }
}
