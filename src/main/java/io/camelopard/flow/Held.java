package io.camelopard.flow;

import io.camelopard.ledger.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The leases of what this process is fetching now, up to its place in the store. Thread-safe. */
final class Held {
    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();
    private final List<Lease> open = new ArrayList<>(); // one of them twice while its offer came twice

    /**
     * Takes one of the places for transfers, which {@link #received} gives back.
     *
     * @param places how many there are
     * @return whether one was free
     */
    synchronized boolean take(Lease offer, int places) {
        return open.size() < places && open.add(offer);
    }

    /** What took a place before is being fetched. */
    void add(Lease lease) {
        leases.add(lease);
    }

    /** All its bytes are here, or there was nothing to fetch: its place is free. */
    synchronized void received(Lease lease) {
        open.remove(lease);
    }

    void remove(Lease lease) {
        received(lease);
        leases.remove(lease);
    }

    List<Lease> all() {
        return List.copyOf(leases);
    }
}
