package io.camelopard.ledger;

import java.sql.SQLException;
import java.util.List;

/** Owes what has failed once more. */
final class Retry {
    private Retry() {}

    private record Failed(long product, long selection, int alternative, int degraded) {}

    /** How many products of the harvest were booked again for the run. */
    static long failed(Tx tx, String run, String harvest) throws SQLException {
        String sql = """
                select b.product_id, max(b.selection_id) as selection_id, max(b.alternative) as alternative,
                  max(b.degraded) as degraded
                from run r
                join booking b on b.run_id = r.id and b.outcome = 'failed'
                join product p on p.id = b.product_id
                where r.harvest = ? and p.state = 'failed' and p.url <> ''
                group by b.product_id
                """;
        List<Failed> failed = tx.query(
                sql,
                r -> new Failed(
                        r.getLong("product_id"),
                        r.getLong("selection_id"),
                        r.getInt("alternative"),
                        r.getInt("degraded")),
                harvest);
        for (Failed product : failed) {
            again(tx, run, product);
        }
        return failed.size();
    }

    private static void again(Tx tx, String run, Failed failed) throws SQLException {
        String product = """
                update product set state = 'owed', run_id = ?, attempts = 0, not_before = 0, reason = null, class = null
                where id = ? and state = 'failed'
                """;
        book(tx, run, failed.product(), failed.selection(), failed.alternative(), failed.degraded());
        tx.update(product, run, failed.product());
    }

    /** Enters a product in the account of a run, as it was in that of an earlier one and without further alternatives. */
    static void book(Tx tx, String run, long product, long earlier, int alternative, int degraded) throws SQLException {
        String selection = """
                insert into selection (run_id, identity, context, alternatives, recheck, open)
                select cast(? as text), identity, context, '[]', recheck, 1 from selection where id = ?
                returning id
                """;
        String booking =
                "insert into booking (run_id, product_id, selection_id, alternative, degraded) values (?, ?, ?, ?, ?)";
        long id = tx.one(selection, r -> r.getLong(1), run, earlier);
        tx.update(booking, run, product, id, alternative, degraded);
    }
}
