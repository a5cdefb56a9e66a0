package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Uploads.Upload;
import io.camelopard.transfer.Staging;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps that end what nobody goes on with. Uploads in parts: what is begun in a bucket and never ended is paid for; only
 * those in the ledger are ended, since what others have begun is theirs. And partial files in staging. For one thread each.
 */
public final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    /** After which nobody is waited for any more who might go on with an upload. */
    private static final Duration AGE = Duration.ofDays(1);

    private final Ledger ledger;
    private final Stores stores;
    private final Staging staging;
    private final Clock clock;
    private Instant next = Instant.MIN;

    Leftovers(Ledger ledger, Stores stores, Staging staging, Clock clock) {
        this.staging = staging;
        this.ledger = ledger;
        this.stores = stores;
        this.clock = clock;
    }

    /** Before a run ends: a partial file is of no use when nothing is owed. */
    public void parts() {
        if (!ledger.feed().owes()) {
            int deleted = staging.forgetParts();
            if (deleted > 0) {
                LOG.info("staging.swept files={}", deleted);
            }
        }
    }

    /** At the start, and then once a minute. */
    public void sweep() {
        if (clock.instant().isBefore(next)) {
            return;
        }
        next = clock.instant().plus(PAUSE);
        ledger.uploads().left(AGE).forEach(this::end);
    }

    private void end(Upload upload) {
        try {
            stores.bucket(upload.root()).giveUp(upload.path());
            ledger.uploads().forget(upload.root(), upload.path());
            LOG.info("upload.ended store={} path={}", upload.root(), upload.path());
        } catch (TransientException | FinalException | MisuseException e) {
            LOG.warn("upload.left store={} path={} reason=\"{}\"", upload.root(), upload.path(), e.getMessage());
        }
    }
}
