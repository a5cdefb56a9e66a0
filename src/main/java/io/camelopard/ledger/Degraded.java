package io.camelopard.ledger;

import java.sql.SQLException;
import java.util.List;

/** Products that were not of the first alternative that matched: why, and what becomes of them when a better one is stored. */
final class Degraded {
    private static final int MOST = 20;
    private static final int LONGEST_REASON = 500;

    private Degraded() {}

    /** Keeps, with what a selection has of a lesser alternative, why the better ones were not stored. */
    static void explain(Tx tx, long selection) throws SQLException {
        String reasons = """
                select b.alternative, p.identity, b.reason from booking b join product p on p.id = b.product_id
                where b.selection_id = ? and b.outcome = 'superseded' and b.reason is not null
                order by b.alternative, b.product_id limit ?
                """;
        String explained = """
                update product set better = ? where degraded = 1 and state = 'stored'
                and id in (select product_id from booking where selection_id = ? and degraded = 1 and outcome in ('stored', 'skipped'))
                """;
        List<Better> better = tx.query(
                reasons,
                r -> new Better(r.getInt("alternative"), r.getString("identity"), bounded(r.getString("reason"))),
                selection,
                MOST);
        if (!better.isEmpty()) {
            tx.update(explained, Alternatives.better(better), selection);
        }
    }

    private static String bounded(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON - 1) + "…";
    }

    /** Something of the step of that number is stored: what is stored of later steps, and is nobody's first choice, has to leave. */
    static void replace(Tx tx, int step, String alternatives) throws SQLException {
        List<Alternatives.Ranked> all = Alternatives.read(alternatives);
        for (Alternatives.Ranked lesser : all.subList(Math.min(step, all.size()), all.size())) {
            for (NewProduct product : lesser.products()) {
                leave(tx, product);
            }
        }
    }

    private static void leave(Tx tx, NewProduct lesser) throws SQLException {
        for (long id : lesser.kind() == Kind.DIRECTORY ? files(tx, lesser) : itself(tx, lesser)) {
            leave(tx, id);
        }
    }

    private static List<Long> itself(Tx tx, NewProduct file) throws SQLException {
        String sql = "select id from product where store = ? and identity = ? and degraded = 1 and state = 'stored'";
        return tx.query(sql, r -> r.getLong(1), file.store(), Owing.bounded(file.identity()));
    }

    // Those of the last listing, which are the ones that are still there.
    private static List<Long> files(Tx tx, NewProduct directory) throws SQLException {
        String sql = """
                select f.id from product p
                join booking d on d.run_id = p.run_id and d.product_id = p.id
                join booking b on b.selection_id = d.selection_id and b.alternative = d.alternative
                join product f on f.id = b.product_id and f.kind = 'file' and f.degraded = 1 and f.state = 'stored'
                where p.store = ? and p.identity = ? and p.kind = 'directory'
                """;
        return tx.query(sql, r -> r.getLong(1), directory.store(), Owing.bounded(directory.identity()));
    }

    /** Whether files of a directory were stored for want of something better. */
    static boolean listed(Tx tx, NewProduct product) throws SQLException {
        return product.kind() == Kind.DIRECTORY && !files(tx, product).isEmpty();
    }

    /** A file that was stored is not wanted any more, and neither is what was made of it. */
    private static void leave(Tx tx, long product) throws SQLException {
        for (long derived : Deriving.of(tx, product)) {
            leave(tx, derived);
        }
        leave(tx, product, "replaced by a better alternative");
    }

    static void leave(Tx tx, long product, String reason) throws SQLException {
        String file = """
                insert into leaving (product_id, store_root, path, sha256)
                select id, store_root, path, sha256 from product where id = ? and path is not null and sha256 is not null
                on conflict do nothing
                """;
        String replaced = """
                update product set state = 'skipped', reason = ?, better = null, made = null,
                  degraded = 0, bytes = null, sha256 = null, validator = null, verified = null, source = null, updated = ?
                where id = ?
                """;
        tx.update(file, product);
        tx.update(replaced, reason, tx.now(), product);
    }
}
