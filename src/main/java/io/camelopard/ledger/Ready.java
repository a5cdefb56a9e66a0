package io.camelopard.ledger;

import java.sql.SQLException;
import java.util.Optional;

/** Products whose verified files wait in staging for their store, so that they are not fetched again. Thread-safe. */
public final class Ready {
    private final Database database;

    Ready(Database database) {
        this.database = database;
    }

    /**
     * A file that waits.
     *
     * @param version what was listed of the product when it was fetched
     * @param fetched what else has to be known to store it, as JSON
     */
    public record Waiting(String sha256, String version, String fetched) {}

    public Optional<Waiting> find(long product) {
        String sql = "select sha256, version, fetched from ready where product_id = ?";
        return database.read(
                tx -> tx.first(sql, r -> new Waiting(r.getString(1), r.getString(2), r.getString(3)), product));
    }

    public void keep(long product, Waiting file) {
        String sql = """
                insert into ready (product_id, sha256, version, fetched) values (?, ?, ?, ?)
                on conflict (product_id) do update set sha256 = excluded.sha256, version = excluded.version,
                fetched = excluded.fetched
                """;
        database.write(tx -> tx.update(sql, product, file.sha256(), file.version(), file.fetched()));
    }

    /** Whether the file with this SHA-256 waits. */
    public boolean isKept(String sha256) {
        String sql = "select 1 from ready where sha256 = ? limit 1";
        return database.read(tx -> tx.first(sql, r -> 1, sha256)).isPresent();
    }

    /** The product has come to an end. */
    static void forget(Tx tx, long product) throws SQLException {
        tx.update("delete from ready where product_id = ?", product);
    }
}
