package io.camelopard.ledger;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables that runs write. A table has a row among the products, so that its path is reserved as theirs are and its
 * digest is known, and is in no run's account. Thread-safe.
 */
public final class Tables {
    /** The store of all tables, which is none of a harvest's. */
    static final String STORE = "table";

    private final Database database;

    Tables(Database database) {
        this.database = database;
    }

    /**
     * A table's place in the store.
     *
     * @param path below the store's root
     * @param sha256 of what the harvest wrote there before; null: nothing
     * @param begun of what was about to be moved there; null: nothing
     */
    public record Place(
            long id,
            String path,
            @Nullable String sha256,
            @Nullable String begun) {}

    /** Reserves a path below a store's root for a table of a harvest, for good; as for products, if it is taken, another. */
    public Place reserve(String run, String harvest, String storeRoot, String wanted) {
        String insert = """
                insert into product (store, identity, kind, run_id, url, host, link, state, reason, updated)
                values (?, ?, 'file', ?, '', '', '{}', 'skipped', 'not written yet', ?) on conflict (store, identity) do nothing
                """;
        String select = "select id, path, sha256, validator from product where store = ? and identity = ?";
        String identity = Owing.bounded(harvest + ' ' + storeRoot + ' ' + wanted);
        return database.write(tx -> {
            tx.update(insert, STORE, identity, run, tx.now());
            long id = tx.one(select, r -> r.getLong("id"), STORE, identity);
            new Paths(tx).reserve(id, storeRoot, wanted, identity);
            return tx.one(
                    select,
                    r -> new Place(
                            r.getLong("id"), r.getString("path"), r.getString("sha256"), r.getString("validator")),
                    STORE,
                    identity);
        });
    }

    /** The file of this digest is about to be moved to its place: if nobody says more, it is ours all the same. */
    public void begun(Place place, String sha256) {
        database.write(tx -> tx.update("update product set validator = ? where id = ?", sha256, place.id()));
    }

    /** The table is completely at its place. To be told after that is true on the disk. */
    public void stored(Place place, String run, long bytes, String sha256) {
        String sql = """
                update product set state = 'stored', run_id = ?, bytes = ?, sha256 = ?, validator = null, reason = null,
                  updated = ? where id = ?
                """;
        database.write(tx -> tx.update(sql, run, bytes, sha256, tx.now(), place.id()));
    }

    /** The paths below their stores' roots of the tables that a run was the last to write, in order. */
    public List<String> of(String run) {
        String sql = "select path from product where store = ? and run_id = ? and state = 'stored' order by id";
        return database.read(tx -> tx.query(sql, r -> r.getString(1), STORE, run));
    }

    /** Keeps the columns (JSON) of one of a run's answers, which are needed again at its end. */
    public void keepColumns(String run, String columns) {
        String sql = "insert into run_columns (run_id, digest, columns) values (?, ?, ?) on conflict do nothing";
        database.write(tx -> tx.update(sql, run, Digests.sha256(columns), columns));
    }

    /** What {@link #keepColumns} kept, each once, in order. */
    public List<String> columns(String run) {
        String sql = "select columns from run_columns where run_id = ? order by id";
        return database.read(tx -> tx.query(sql, r -> r.getString(1), run));
    }

    /** Forgets the columns of a run that has ended. */
    static void forgetColumns(Tx tx, String run) throws SQLException {
        tx.update("delete from run_columns where run_id = ?", run);
    }
}
