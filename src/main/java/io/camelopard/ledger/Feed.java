package io.camelopard.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is owed becomes offered, and what is offered is claimed by a worker. Thread-safe. */
public final class Feed {
    private final Database database;
    private final String instance;
    private final Duration lease;
    private volatile long offered;

    Feed(Database database, String instance, Duration lease) {
        this.database = database;
        this.instance = instance;
        this.lease = lease;
    }

    /** For a process that holds nothing. */
    public List<Lease> offer(Places places, @Nullable Set<String> runs) {
        return offer(places, runs, List::of);
    }

    /**
     * Offers products that are due and whose host has room and does not rest, fairly over hosts, and over the runs of a host.
     * Leases that ran out are owed again first.
     *
     * @param runs whose products are wanted; null: all
     * @param held what this process has: renewed first, if for long nothing could be
     */
    public List<Lease> offer(Places places, @Nullable Set<String> runs, Supplier<Collection<Lease>> held) {
        long[] now = new long[1];
        List<Lease> offers = database.write(tx -> {
            now[0] = tx.now();
            if (now[0] - offered > lease.toMillis() / 4 * 3) {
                extend(tx, held.get());
            }
            return new Offering(tx, instance, lease).offer(places, runs);
        });
        // Not before it is true: while the ledger is full or away, the same is tried again.
        offered = now[0];
        return offers;
    }

    /**
     * Takes an offered product to fetch. Empty when there is nothing to do: somebody else has it, the offer ran out, or its host
     * is full or rests, in which case it has been given back.
     */
    public Optional<Product> claim(Lease offer, int perHost) {
        return database.write(tx -> new Claim(tx, instance, lease).claim(offer, perHost));
    }

    /** All bytes of a product are here: what is still done with it takes no place of its host. */
    public void received(Lease held) {
        String sql = "update product set received = 1 where id = ? and token = ? and state = 'fetching'";
        database.write(tx -> tx.update(sql, held.product(), held.token()));
    }

    /** Renews leases; gives those whose product another worker has by now. To be called several times a lease. */
    public List<Lease> extend(Collection<Lease> leases) {
        List<Lease> asked = List.copyOf(leases);
        return database.write(tx -> extend(tx, asked));
    }

    private List<Lease> extend(Tx tx, Collection<Lease> leases) throws SQLException {
        String sql = "update product set lease_until = ? where id = ? and token = ?";
        String another = "select 1 from product where id = ? and lease_until is not null";
        List<Lease> lost = new ArrayList<>();
        for (Lease held : leases) {
            boolean renewed = tx.update(sql, tx.now() + lease.toMillis(), held.product(), held.token()) == 1;
            if (!renewed && tx.first(another, r -> 1, held.product()).isPresent()) {
                lost.add(held);
            }
        }
        return lost;
    }

    /** Gives an offered or claimed product back, as if it had not been claimed. False when the lease is lost. */
    public boolean giveBack(Lease held, @Nullable Instant notBefore) {
        String sql = """
                update product set attempts = attempts - case when state = 'fetching' then 1 else 0 end,
                  state = 'owed', owner = null, token = null, lease_until = null, not_before = ?
                where id = ? and token = ?
                """;
        return database.write(
                tx -> tx.update(sql, notBefore == null ? tx.now() : notBefore, held.product(), held.token()) == 1);
    }

    /** Takes back offers that reached nobody; what has been claimed stays claimed. */
    public void withdraw(Collection<Lease> offers) {
        String sql = """
                update product set state = 'owed', owner = null, token = null, lease_until = null
                where id = ? and token = ? and state = 'offered'
                """;
        List<Lease> all = List.copyOf(offers);
        database.write(tx -> {
            for (Lease offer : all) {
                tx.update(sql, offer.product(), offer.token());
            }
            return all.size();
        });
    }

    /** Lets a host rest: nothing of it is offered before. The longest rest asked for holds. */
    public void rest(String host, Instant until) {
        String sql = """
                insert into host (name, resting_until) values (?, ?) on conflict (name) do update set
                resting_until = case when excluded.resting_until > host.resting_until
                  then excluded.resting_until else host.resting_until end
                """;
        database.write(tx -> tx.update(sql, host, until));
    }

    /** The hosts that rest, and until when. */
    public Map<String, Instant> resting() {
        Map<String, Instant> resting = new TreeMap<>();
        database.read(tx -> tx.query(
                "select name, resting_until from host where resting_until > ?",
                r -> resting.put(r.getString(1), Instant.ofEpochMilli(r.getLong(2))),
                tx.now()));
        return resting;
    }

    /** Whether any product of any run is still to be fetched. */
    public boolean owes() {
        String sql = """
                select 1 from product where state = 'owed' and not_before >= 0
                union all select 1 from product where lease_until is not null limit 1
                """;
        return database.read(tx -> tx.first(sql, r -> 1)).isPresent();
    }

    /**
     * The next moment at which something can be offered that cannot be now: a {@code not_before} passes, a lease runs out, or a
     * host ends its rest. Empty when only an end of work can change anything.
     */
    public Optional<Instant> nextDue() {
        String sql = """
                select min(due) as due from (
                  select min(not_before) as due from product where state = 'owed' and not_before > ?
                  union all select min(lease_until) from product where lease_until is not null
                  union all select min(resting_until) from host where resting_until > ?) as moments
                """;
        return database.read(tx -> tx.query(sql, r -> Optional.ofNullable(Tx.number(r, "due")), tx.now(), tx.now()))
                .get(0)
                .map(Instant::ofEpochMilli);
    }
}
