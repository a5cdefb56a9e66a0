package io.camelopard.ledger;

import java.sql.SQLException;
import java.util.List;

/** A product turns out to stand for others, in order of preference: they come before what its row has left to try. */
final class Unfolding {
    private Unfolding() {}

    private record Row(Account.Place place, String later) {}

    /** For all rows that the product is booked for and has not ended. */
    static void replace(Tx tx, long product, List<List<NewProduct>> alternatives) throws SQLException {
        String booked = """
                select b.run_id, b.selection_id, b.alternative, s.recheck, s.alternatives from booking b
                join selection s on s.id = b.selection_id
                where b.product_id = ? and b.outcome is null
                """;
        List<Row> rows = tx.query(
                booked,
                r -> new Row(
                        new Account.Place(
                                r.getString("run_id"),
                                r.getLong("selection_id"),
                                r.getInt("alternative"),
                                Tx.constant(r, "recheck", Recheck.class)),
                        r.getString("alternatives")),
                product);
        for (Row row : rows) {
            String later = Alternatives.insert(
                    row.later(),
                    row.place().alternative(),
                    alternatives.subList(1, alternatives.size()));
            tx.update(
                    "update selection set alternatives = ? where id = ?",
                    later,
                    row.place().selection());
            Owing.book(tx, row.place(), alternatives.get(0));
        }
    }
}
