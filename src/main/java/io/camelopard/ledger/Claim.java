package io.camelopard.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** One claim, in its transaction. */
final class Claim {
    private final Tx tx;
    private final String instance;
    private final Duration lease;

    Claim(Tx tx, String instance, Duration lease) {
        this.tx = tx;
        this.instance = instance;
        this.lease = lease;
    }

    Optional<Product> claim(Lease offer, int perHost) throws SQLException {
        String claimed = """
                update product set state = 'fetching', received = 0, owner = ?, lease_until = ?,
                  attempts = attempts + 1, updated = ?
                where id = ? and token = ? and state = 'offered'
                and not exists (select 1 from leaving l where l.product_id = product.id)
                and not exists (
                  select 1 from product d join leaving l on l.product_id = d.id where d.parent = product.id)
                and not exists (select 1 from host h where h.name = product.host and h.resting_until > ?)
                and (select count(*) from product f
                  where f.lease_until is not null and f.state = 'fetching' and f.received = 0
                  and f.host = product.host) < ?
                """;
        String full = """
                update product set state = 'owed', owner = null, token = null, lease_until = null
                where id = ? and token = ? and state = 'offered'
                """;
        long now = tx.now();
        if (tx.update(claimed, instance, now + lease.toMillis(), now, offer.product(), offer.token(), now, perHost)
                == 0) {
            tx.update(full, offer.product(), offer.token());
            return Optional.empty();
        }
        Product product = product(offer);
        if (product.kind() == Kind.DIRECTORY) {
            join(offer);
        }
        return Optional.of(product);
    }

    // A run that joins while the directory is being listed would miss what has been listed already; it gets a listing
    // of its own.
    private void join(Lease offer) throws SQLException {
        String sql = "update booking set listing = ? where product_id = ? and outcome is null";
        tx.update(sql, offer.token(), offer.product());
    }

    private Product product(Lease offer) throws SQLException {
        String sql = """
                select p.*, r.harvest, b.alternative, s.context
                from product p
                join run r on r.id = p.run_id
                join booking b on b.run_id = p.run_id and b.product_id = p.id
                join selection s on s.id = b.selection_id
                where p.id = ?
                """;
        return tx.one(sql, r -> map(offer, r), offer.product());
    }

    private static Product map(Lease lease, ResultSet r) throws SQLException {
        return new Product(
                lease,
                r.getString("run_id"),
                r.getString("harvest"),
                r.getString("store"),
                r.getString("identity"),
                Tx.constant(r, "kind", Kind.class),
                r.getString("url"),
                r.getString("host"),
                r.getString("link"),
                r.getString("context"),
                r.getInt("alternative"),
                r.getString("relative"),
                Tx.number(r, "length"),
                Tx.instant(r, "modified"),
                r.getString("etag"),
                r.getInt("attempts"),
                r.getString("store_root"),
                r.getString("path"),
                Tx.number(r, "bytes"),
                r.getString("sha256"),
                r.getString("validator"),
                r.getString("intended"));
    }
}
