package io.camelopard.flow;

import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.StoreSpec;
import io.camelopard.ledger.Policy;
import io.camelopard.ledger.Recheck;

/** What a harvest says about products that are stored already, in the ledger's terms. */
final class Policies {
    private Policies() {}

    static Policy of(Harvest harvest) {
        StoreSpec store = harvest.store();
        if (store == null || store.existing() == StoreSpec.Existing.SKIP) {
            return new Policy(Recheck.NEVER, harvest.upgrade());
        }
        return new Policy(store.revalidate() ? Recheck.ALWAYS : Recheck.CHANGED, harvest.upgrade());
    }
}
