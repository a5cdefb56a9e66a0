package io.camelopard.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Files that were made of products. They are products of their own, with a path and a digest, and never owed: who wants one
 * again owes what it was made of. In the account of a run that is what counts.
 */
final class Deriving {
    private Deriving() {}

    static Derived reserve(Tx tx, long parent, String suffix, String link, String root, String wanted)
            throws SQLException {
        String insert = """
                insert into product (store, identity, kind, run_id, url, host, link, state, reason, parent, updated)
                select store, ?, 'file', run_id, url, '', ?, 'skipped', 'not made yet', id, ? from product where id = ?
                on conflict (store, identity) do update set run_id = excluded.run_id, url = excluded.url, link = excluded.link
                returning id
                """;
        String own = tx.one("select identity from product where id = ?", r -> r.getString(1), parent);
        String identity = Owing.bounded(own + ' ' + suffix);
        long id = tx.one(insert, r -> r.getLong(1), identity, link, tx.now(), parent);
        new Paths(tx).reserve(id, root, wanted, identity);
        return tx.one(
                "select path, sha256, intended from product where id = ?",
                r -> new Derived(id, r.getString("path"), r.getString("sha256"), r.getString("intended")),
                id);
    }

    /** Those that are stored. */
    static List<Long> of(Tx tx, long parent) throws SQLException {
        return tx.query(
                "select id from product where parent = ? and state = 'stored' order by id", r -> r.getLong(1), parent);
    }

    /** These are at their places, and those of before that are not among them have to leave. */
    static void stored(Tx tx, long parent, Map<Long, Stored> now) throws SQLException {
        String sql = """
                update product set state = 'stored', bytes = ?, sha256 = ?, content_type = ?, verified = ?, made = ?,
                  reason = null, updated = ? where id = ? and parent = ?
                """;
        List<Long> before = new ArrayList<>(of(tx, parent));
        before.removeAll(now.keySet());
        for (long stale : before) {
            Degraded.leave(tx, stale, "not made any more");
        }
        for (Map.Entry<Long, Stored> derived : now.entrySet()) {
            Stored s = derived.getValue();
            tx.update(
                    sql,
                    s.bytes(),
                    s.sha256(),
                    s.contentType(),
                    s.verified(),
                    s.made(),
                    tx.now(),
                    derived.getKey(),
                    parent);
        }
    }
}
