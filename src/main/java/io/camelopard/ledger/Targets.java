package io.camelopard.ledger;

import java.time.Instant;
import java.util.Optional;

/** The positions of names, as Sesame gave them. Thread-safe. */
public final class Targets {
    private final Database database;

    Targets(Database database) {
        this.database = database;
    }

    public Optional<Position> find(String name) {
        String sql = "select ra, dec, resolved from target where name = ?";
        return database.read(tx -> tx.first(
                sql,
                r -> new Position(r.getDouble("ra"), r.getDouble("dec"), Instant.ofEpochMilli(r.getLong("resolved"))),
                name));
    }

    public void keep(String name, double ra, double dec) {
        String sql = """
                insert into target (name, ra, dec, resolved) values (?, ?, ?, ?)
                on conflict (name) do update set ra = excluded.ra, dec = excluded.dec, resolved = excluded.resolved
                """;
        database.write(tx -> tx.update(sql, name, ra, dec, tx.now()));
    }
}
