package io.camelopard.flow;

import io.camelopard.ledger.Lease;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The leases of what this process is fetching now, up to its place in the store. Thread-safe. */
final class Held {
    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();
    private final Set<Lease> open = ConcurrentHashMap.newKeySet();

    void add(Lease lease) {
        open.add(lease);
        leases.add(lease);
    }

    /** All its bytes are here. */
    void received(Lease lease) {
        open.remove(lease);
    }

    void remove(Lease lease) {
        open.remove(lease);
        leases.remove(lease);
    }

    /** How many transfers go on. */
    int open() {
        return open.size();
    }

    List<Lease> all() {
        return List.copyOf(leases);
    }
}
