package io.camelopard.ledger;

import java.time.Duration;
import java.util.Optional;

/** The jobs that run at services, by what was asked of whom. Thread-safe. */
public final class Jobs {
    /** Results of older jobs are not what a new run is to get, and most services have deleted them. */
    private static final Duration OLDEST = Duration.ofDays(1);

    private static final Duration FORGOTTEN = Duration.ofDays(90);

    private final Database database;

    Jobs(Database database) {
        this.database = database;
    }

    /**
     * The URL of this run's job; else of the job that a run before it was interrupted with, which is this run's from now on.
     * The job of a run that is going on is its own.
     *
     * @param search of the harvest too: the same question of two harvests is two jobs
     */
    public Optional<String> find(String harvest, String search, String run) {
        String key = key(harvest, search);
        String own = "select url from job where search = ? and run_id = ?";
        Optional<String> found = database.read(tx -> tx.first(own, r -> r.getString(1), key, run));
        return found.isPresent() ? found : takeOver(key, run);
    }

    private Optional<String> takeOver(String key, String run) {
        String sql = """
                update job set run_id = ? where search = ? and created > ? and run_id = (
                  select j.run_id from job j join run r on r.id = j.run_id
                  where j.search = ? and r.state in ('failed', 'done') order by j.created desc, j.run_id limit 1)
                returning url
                """;
        return database.write(tx -> tx.first(sql, r -> r.getString(1), run, key, tx.now() - OLDEST.toMillis(), key));
    }

    /** Before the job is told to run. */
    public void keep(String harvest, String search, String run, String url) {
        String sql = """
                insert into job (search, run_id, url, created) values (?, ?, ?, ?)
                on conflict (search, run_id) do update set url = excluded.url, created = excluded.created
                """;
        database.write(tx -> {
            tx.update("delete from job where created < ?", tx.now() - FORGOTTEN.toMillis());
            return tx.update(sql, key(harvest, search), run, url, tx.now());
        });
    }

    /** The job is no more. */
    public void forget(String harvest, String search, String run) {
        String sql = "delete from job where search = ? and run_id = ?";
        database.write(tx -> tx.update(sql, key(harvest, search), run));
    }

    private static String key(String harvest, String search) {
        return Digests.sha256(harvest + '\0' + search);
    }
}
