package io.camelopard.flow;

import io.camelopard.ledger.Lease;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The leases of what this process is fetching now. Thread-safe. */
final class Held {
    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();

    void add(Lease lease) {
        leases.add(lease);
    }

    void remove(Lease lease) {
        leases.remove(lease);
    }

    List<Lease> all() {
        return List.copyOf(leases);
    }
}
