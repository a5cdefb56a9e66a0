package io.camelopard.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waiting for a database whose disk is full or fails, until somebody makes room or nobody wants to wait any more. All who write
 * wait behind the writer meanwhile, each with one piece of work, so that no more gathers than there are threads.
 */
final class Patience {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);

    private final Duration pause;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean waiting;

    Patience(Duration pause) {
        this.pause = pause;
    }

    /**
     * Waits a while before the next try.
     *
     * @return false when nobody waits any more
     */
    boolean await(SQLException failure) {
        if (!waiting) {
            waiting = true;
            LOG.warn(
                    "ledger.waits reason=\"{}\" nothing is lost; tried again every {} s",
                    failure.getMessage(),
                    pause.toSeconds());
        }
        try {
            return !ended.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return ended.getCount() > 0; // nobody but close() ends the writer
        }
    }

    /** Something has been written. */
    void rewarded() {
        if (waiting) {
            waiting = false;
            LOG.info("ledger.goes_on");
        }
    }

    /** From now on nobody waits. */
    void end() {
        ended.countDown();
    }
}
