package io.camelopard.ledger;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What should be in the store, for comparing it with what is there. Thread-safe. */
public final class Audit {
    private final Database database;
    private final String instance;

    Audit(Database database, String instance) {
        this.database = database;
        this.instance = instance;
    }

    /**
     * A product, or a table of a harvest, that the ledger calls stored.
     *
     * @param table whether it is a table, which cannot be fetched again: the next run of the harvest writes it
     * @param harvest the one that stored it
     * @param root which store {@code path} is below
     */
    public record Held(long id, boolean table, String harvest, String root, String path, long bytes, String sha256) {}

    /**
     * What is stored, in the order of product ids; the next page is asked for with the last id of this one.
     *
     * @param harvest null: of all
     */
    public List<Held> page(@Nullable String harvest, long after, int limit) {
        String sql = """
                select p.id, case when p.store = 'table' then 1 else 0 end as is_table, r.harvest, p.store_root, p.path, p.bytes,
                p.sha256 from product p join run r on r.id = p.run_id
                where p.state = 'stored' and p.id > ? and p.path is not null and p.sha256 is not null
                and (cast(? as text) is null or (p.store = 'table' and r.harvest = ?) or exists (
                  select 1 from booking b join run h on h.id = b.run_id where b.product_id = coalesce(p.parent, p.id) and h.harvest = ?))
                order by p.id limit ?
                """;
        return database.read(tx -> tx.query(
                sql,
                r -> new Held(
                        r.getLong("id"),
                        r.getInt("is_table") == 1,
                        r.getString("harvest"),
                        r.getString("store_root"),
                        r.getString("path"),
                        r.getLong("bytes"),
                        r.getString("sha256")),
                after,
                harvest,
                harvest,
                harvest,
                limit));
    }

    /** The product as it is now; empty when it is not stored any more, such as while it is replaced. */
    public Optional<Held> again(Held held) {
        return page(null, held.id() - 1, 1).stream()
                .filter(now -> now.id() == held.id())
                .findFirst();
    }

    /** Whether a path of a store belongs to a product, in whatever state that is. */
    public boolean knows(String root, String path) {
        String sql = "select 1 from product where store_root = ? and path_key = ? and path = ?";
        return database.read(
                tx -> tx.first(sql, r -> 1, root, Paths.key(path), path).isPresent());
    }

    /**
     * Begins a run that fetches damaged products again; they are added with {@link #repair(String, List)}, and the run
     * goes on when it is told that it is {@linkplain Runs#discovered discovered}. Empty when the same request is being
     * worked on.
     */
    public Optional<Run> begin(NewRun run) {
        String begun = "update run set state = 'discovering', started = ? where id = ?";
        return database.write(tx -> {
            Optional<Run> booked = Runs.insert(tx, run, instance);
            if (booked.isPresent()) {
                tx.update(begun, tx.now(), booked.get().id());
            }
            return booked;
        });
    }

    /**
     * Owes products again, whatever the server thinks of the version that was stored; in place of what was made of a product,
     * that product. How many it were.
     */
    public int repair(String run, List<Long> products) {
        return database.write(tx -> {
            int owed = 0;
            for (long product : products) {
                owed += owe(tx, run, product);
            }
            tx.update("update run set selected = selected + ?, open = open + ? where id = ?", owed, owed, run);
            return owed;
        });
    }

    private static int owe(Tx tx, String run, long product) throws SQLException {
        String owed = """
                update product set state = 'owed', run_id = ?, attempts = 0, not_before = 0, reason = null, class = null,
                  validator = null where id = ? and state = 'stored'
                """;
        String latest = """
                select max(selection_id) as selection, max(alternative) as alternative, max(degraded) as degraded
                from booking where product_id = ?
                and selection_id = (select max(selection_id) from booking where product_id = ?)
                """;
        long whole = tx.one("select coalesce(parent, id) from product where id = ?", r -> r.getLong(1), product);
        if (tx.update(owed, run, whole) == 0) {
            return 0;
        }
        record Last(long selection, int alternative, int degraded) {}
        Last last = tx.one(
                latest,
                r -> new Last(r.getLong("selection"), r.getInt("alternative"), r.getInt("degraded")),
                whole,
                whole);
        Retry.book(tx, run, whole, last.selection(), last.alternative(), last.degraded());
        return 1;
    }
}
