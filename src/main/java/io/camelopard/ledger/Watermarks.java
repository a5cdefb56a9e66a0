package io.camelopard.ledger;

import java.sql.SQLException;
import java.util.Optional;

/** How far the searches have come; it changes with the end of a discovery ({@link Runs#discovered}). Thread-safe. */
public final class Watermarks {
    private final Database database;

    Watermarks(Database database) {
        this.database = database;
    }

    /** The value of the search that {@code of} names; empty when the search was never complete, or had no row with a value. */
    public Optional<String> find(Watermark of) {
        String sql = "select value from watermark where harvest = ? and service = ? and target = ? and column_name = ?";
        return database.read(
                tx -> tx.first(sql, r -> r.getString(1), of.harvest(), of.service(), of.target(), of.column()));
    }

    static void move(Tx tx, String run, Watermark to) throws SQLException {
        String sql = """
                insert into watermark (harvest, service, target, column_name, value, run_id) values (?, ?, ?, ?, ?, ?)
                on conflict (harvest, service, target, column_name)
                do update set value = excluded.value, run_id = excluded.run_id
                """;
        tx.update(sql, to.harvest(), to.service(), to.target(), to.column(), to.value(), run);
    }
}
