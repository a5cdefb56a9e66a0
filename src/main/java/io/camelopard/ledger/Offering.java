package io.camelopard.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One round of offers, in its transaction. It never reads more of what is owed than it offers: hosts and runs are found by
 * skipping through the index, and each (run, host) is a lane of which the first few are taken.
 */
final class Offering {
    private final Tx tx;
    private final String instance;
    private final Duration lease;
    private final Map<String, Integer> busy = new HashMap<>();
    private final Map<Lane, Integer> busyLanes = new HashMap<>();
    private int offered;
    private int fetching;

    private record Lane(String run, String host) {}

    Offering(Tx tx, String instance, Duration lease) {
        this.tx = tx;
        this.instance = instance;
        this.lease = lease;
    }

    List<Lease> offer(Places places, @Nullable Set<String> runs) throws SQLException {
        tx.lock("select id from turn where id = 1"); // feeders of several processes take turns
        expire();
        count();
        int free = Math.min(places.window() - offered, places.total() - offered - fetching);
        List<Lease> offers = new ArrayList<>();
        if (free > 0) {
            List<Deque<Lane>> hosts = lanes(runs == null ? runs() : runs, places.perHost());
            while (offers.size() < free && !hosts.isEmpty()) {
                round(hosts, places.perHost(), free, offers);
            }
        }
        return offers;
    }

    // One product of each host, then the next round; within a host, one of each run in turn.
    private void round(List<Deque<Lane>> hosts, int perHost, int free, List<Lease> offers) throws SQLException {
        for (Deque<Lane> host : List.copyOf(hosts)) {
            if (offers.size() == free) {
                return;
            }
            Optional<Lease> offer = Optional.empty();
            while (offer.isEmpty() && !host.isEmpty()) {
                Lane lane = host.remove();
                offer = next(lane);
                if (offer.isPresent()) {
                    offers.add(offer.get());
                    host.add(lane);
                    if (busy.merge(lane.host(), 1, Integer::sum) >= perHost) {
                        host.clear();
                    }
                }
            }
            hosts.removeIf(Deque::isEmpty);
        }
    }

    private Optional<Lease> next(Lane lane) throws SQLException {
        String sql = """
                update product set state = 'offered', owner = ?, token = ?, lease_until = ?
                where id = (select id from product where state = 'owed' and run_id = ? and host = ? and not_before <= ?
                  order by not_before, id limit 1) and state = 'owed' returning id
                """;
        String token = Digests.random(8);
        long now = tx.now();
        return tx.first(
                sql,
                r -> new Lease(r.getLong(1), token),
                instance,
                token,
                now + lease.toMillis(),
                lane.run(),
                lane.host(),
                now);
    }

    private void expire() throws SQLException {
        if (tx.now() - tx.upSince() < lease.toMillis()) {
            return; // while the database was away nobody could renew a lease
        }
        String sql = """
                update product set state = 'owed', owner = null, token = null, lease_until = null
                where lease_until is not null and lease_until <= ?
                """;
        tx.update(sql, tx.now());
    }

    private void count() throws SQLException {
        record Leased(Lane lane, String state, int number) {}
        String sql = """
                select run_id, host, state, count(*) as number from product
                where lease_until is not null and (state = 'offered' or received = 0)
                group by run_id, host, state
                """;
        List<Leased> leased = tx.query(
                sql,
                r -> new Leased(
                        new Lane(r.getString("run_id"), r.getString("host")),
                        r.getString("state"),
                        r.getInt("number")));
        for (Leased some : leased) {
            busy.merge(some.lane().host(), some.number(), Integer::sum);
            busyLanes.merge(some.lane(), some.number(), Integer::sum);
            if (some.state().equals("offered")) {
                offered += some.number();
            } else {
                fetching += some.number();
            }
        }
    }

    /** The lanes of each host that has room; those that have the least under way come first, equal ones in any order. */
    private List<Deque<Lane>> lanes(Collection<String> runs, int perHost) throws SQLException {
        Set<String> resting =
                new HashSet<>(tx.query("select name from host where resting_until > ?", r -> r.getString(1), tx.now()));
        List<Lane> all = new ArrayList<>();
        for (String run : runs) {
            for (String host : hosts(run)) {
                if (!resting.contains(host) && busy.getOrDefault(host, 0) < perHost) {
                    all.add(new Lane(run, host));
                }
            }
        }
        Collections.shuffle(all);
        all.sort(Comparator.comparing(lane -> busyLanes.getOrDefault(lane, 0)));
        Map<String, Deque<Lane>> byHost = new HashMap<>();
        all.forEach(lane ->
                byHost.computeIfAbsent(lane.host(), h -> new ArrayDeque<>()).add(lane));
        List<Deque<Lane>> hosts = new ArrayList<>(byHost.values());
        Collections.shuffle(hosts);
        hosts.sort(
                Comparator.comparing(lanes -> busy.getOrDefault(lanes.element().host(), 0)));
        return hosts;
    }

    private List<String> runs() throws SQLException {
        String sql = """
                with recursive seen(run_id) as (
                  select min(run_id) from product where state = 'owed'
                  union all
                  select (select min(run_id) from product where state = 'owed' and run_id > seen.run_id)
                  from seen where seen.run_id is not null)
                select run_id from seen where run_id is not null
                """;
        return tx.query(sql, r -> r.getString(1));
    }

    private List<String> hosts(String run) throws SQLException {
        String sql = """
                with recursive seen(host) as (
                  select min(host) from product where state = 'owed' and run_id = ?
                  union all
                  select (select min(host) from product where state = 'owed' and run_id = ? and host > seen.host)
                  from seen where seen.host is not null)
                select host from seen where host is not null
                """;
        return tx.query(sql, r -> r.getString(1), run, run);
    }
}
