package io.camelopard.ledger;

import io.camelopard.ledger.Alternatives.Ranked;
import io.camelopard.ledger.Booking.Chain;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Selected rows that are owed from a moment on, by the next run of their harvest. */
final class Embargo {
    private Embargo() {}

    /** A row that is found again is as it is found now. */
    static void forget(Tx tx, String run, String identity) throws SQLException {
        String sql = """
                delete from embargo where harvest = (select harvest from run where id = ?) and identity = ? and run_id <> ?
                """;
        tx.update(sql, run, Owing.bounded(identity), run);
    }

    static void hold(Tx tx, String run, Selected row) throws SQLException {
        if (!row.steps().isEmpty() && row.notBefore() != null) {
            Chain chain = new Chain(Owing.bounded(row.identity()), row.context(), Alternatives.ranked(row.steps()));
            hold(tx, run, chain, row.notBefore());
        }
    }

    /** A product that its server does not give out yet: the rows that it is booked for, with what is left to try of them. */
    static void hold(Tx tx, long product, Instant until) throws SQLException {
        record Booked(String run, Chain row) {}
        String booked = """
                select b.run_id, s.identity, s.context, b.alternative, b.degraded, s.step, s.alternatives from booking b
                join selection s on s.id = b.selection_id
                where b.product_id = ? and b.outcome is null
                """;
        NewProduct itself = tx.one("select * from product where id = ?", Embargo::product, product);
        List<Booked> rows = tx.query(
                booked,
                r -> new Booked(
                        r.getString("run_id"),
                        new Chain(r.getString("identity"), r.getString("context"), left(r, itself))),
                product);
        for (Booked row : rows) {
            hold(tx, row.run(), row.row(), until);
        }
    }

    private static List<Ranked> left(ResultSet r, NewProduct itself) throws SQLException {
        List<Ranked> later = Alternatives.read(r.getString("alternatives"));
        List<Ranked> left = new ArrayList<>();
        left.add(new Ranked(r.getInt("alternative"), r.getInt("degraded") != 0, List.of(itself)));
        left.addAll(later.subList(Math.min(r.getInt("step"), later.size()), later.size()));
        return left;
    }

    private static void hold(Tx tx, String run, Chain row, Instant until) throws SQLException {
        String sql = """
                insert into embargo (harvest, identity, digest, run_id, context, alternatives, due)
                select harvest, ?, ?, id, ?, ?, ? from run where id = ?
                on conflict (harvest, identity, digest) do update set
                  run_id = excluded.run_id, context = excluded.context, alternatives = excluded.alternatives, due = excluded.due
                """;
        String digest = Digests.sha256(row.steps().stream()
                .flatMap(step -> step.products().stream())
                .map(product -> product.store() + '\0' + product.identity())
                .collect(Collectors.joining("\n")));
        tx.update(sql, row.identity(), digest, row.context(), Alternatives.write(row.steps()), until, run);
    }

    /** Takes rows whose moment has come, and that the run has not held itself. */
    static List<Chain> due(Tx tx, String run, int most) throws SQLException {
        String sql = """
                delete from embargo where (harvest, identity, digest) in (
                  select harvest, identity, digest from embargo
                  where harvest = (select harvest from run where id = ?) and due <= ? and run_id <> ?
                  order by due limit ?)
                returning identity, context, alternatives
                """;
        return tx.query(
                sql,
                r -> new Chain(
                        r.getString("identity"),
                        r.getString("context"),
                        Alternatives.read(r.getString("alternatives"))),
                run,
                tx.now(),
                run,
                most);
    }

    private static NewProduct product(ResultSet r) throws SQLException {
        return new NewProduct(
                r.getString("store"),
                r.getString("identity"),
                Tx.constant(r, "kind", Kind.class),
                r.getString("url"),
                r.getString("host"),
                r.getString("link"),
                r.getString("relative"),
                Tx.number(r, "length"),
                Tx.instant(r, "modified"),
                r.getString("etag"));
    }
}
