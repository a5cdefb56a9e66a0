package io.camelopard.ledger;

import java.util.List;

/**
 * Files whose products a better alternative has replaced: what is better is in the ledger, so they are deleted, by one
 * process each. Until {@link #gone} such a product is not fetched again, and no run ends. Thread-safe.
 */
public final class Leaving {
    private final Database database;
    private final String instance;

    Leaving(Database database, String instance) {
        this.database = database;
        this.instance = instance;
    }

    /** A file to delete, if it still is what was stored. */
    public record Leaver(long product, String storeRoot, String path, String sha256) {}

    /** Takes those that nobody alive has taken; also gives again what this process has taken and not told to be gone. */
    public List<Leaver> take() {
        String waiting = "select 1 from leaving where owner is null or owner = ? limit 1";
        String taken = """
                update leaving set owner = ? where owner is null or owner = ?
                returning product_id, store_root, path, sha256
                """;
        if (database.read(tx -> tx.first(waiting, r -> 1, instance)).isEmpty()) {
            return List.of();
        }
        return database.write(tx -> tx.query(
                taken,
                r -> new Leaver(
                        r.getLong("product_id"), r.getString("store_root"), r.getString("path"), r.getString("sha256")),
                instance,
                instance));
    }

    /** It is deleted, or is not to be. */
    public void gone(Leaver file) {
        database.write(
                tx -> tx.update("delete from leaving where product_id = ? and owner = ?", file.product(), instance));
    }
}
