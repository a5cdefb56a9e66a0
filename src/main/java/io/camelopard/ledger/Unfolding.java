package io.camelopard.ledger;

import io.camelopard.ledger.Alternatives.Ranked;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A product turns out to stand for others, in order of preference: they come before what its row has left to try. */
final class Unfolding {
    private Unfolding() {}

    private record Row(Account.Place place, int step, String later) {}

    /** For all rows that the product is booked for and has not ended. */
    static void replace(Tx tx, long product, List<Step> steps) throws SQLException {
        String booked = """
                select b.run_id, b.selection_id, b.alternative, b.degraded, s.recheck, s.step, s.alternatives from booking b
                join selection s on s.id = b.selection_id
                where b.product_id = ? and b.outcome is null
                """;
        List<Row> rows = tx.query(
                booked, r -> new Row(Account.Place.of(r), r.getInt("step"), r.getString("alternatives")), product);
        for (Row row : rows) {
            replace(tx, row, Alternatives.ranked(steps));
        }
    }

    private static void replace(Tx tx, Row row, List<Ranked> steps) throws SQLException {
        Account.Place place = row.place();
        List<Ranked> later = new ArrayList<>(Alternatives.read(row.later()));
        List<Ranked> inserted = steps.subList(1, steps.size()).stream()
                .map(step -> new Ranked(step.alternative(), step.degraded() || place.degraded(), step.products()))
                .toList();
        later.addAll(Math.min(row.step(), later.size()), inserted);
        String sql = "update selection set alternatives = ? where id = ?";
        tx.update(sql, Alternatives.write(later), place.selection());
        Ranked first = steps.get(0);
        Account.Place here = new Account.Place(
                place.run(), place.selection(), first.alternative(), place.degraded(), place.recheck());
        Owing.book(tx, here, first.products());
    }
}
