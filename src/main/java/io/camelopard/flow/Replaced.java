package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.ledger.Leaving.Leaver;
import io.camelopard.ledger.Ledger;
import io.camelopard.transfer.StoreBusy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The step that deletes the files of products that a better alternative has replaced. Thread-safe. */
public final class Replaced {
    private static final Logger LOG = LoggerFactory.getLogger(Replaced.class);

    private final Ledger ledger;
    private final Stores stores;

    Replaced(Ledger ledger, Stores stores) {
        this.ledger = ledger;
        this.stores = stores;
    }

    /** Deletes what is still as it was stored; what somebody has changed is his by now. */
    public void remove() {
        for (Leaver file : ledger.leaving().take()) {
            try {
                boolean deleted = stores.of(file.storeRoot()).delete(file.path(), file.sha256());
                LOG.info("product.replaced id={} path={} deleted={}", file.product(), file.path(), deleted);
            } catch (StoreBusy | StoreRests.Resting e) {
                LOG.debug("product.replaced id={} path={} later", file.product(), file.path(), e);
                continue;
            } catch (MisuseException | FinalException | TransientException e) {
                LOG.warn(
                        "product.replaced id={} path={} stays reason=\"{}\"",
                        file.product(),
                        file.path(),
                        e.getMessage());
            }
            ledger.leaving().gone(file);
        }
    }
}
