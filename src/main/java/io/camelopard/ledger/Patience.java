package io.camelopard.ledger;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waiting for a database that is away, or whose disk is full or fails, until it is better or nobody wants to wait any more. All
 * who need it wait meanwhile, each with one piece of work, so that no more gathers than there are threads. That it is waited
 * for is told once. Thread-safe.
 */
final class Patience {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final int MOST_DOUBLINGS = 20;

    private final Duration first;
    private final Duration longest;
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Long since;
    private boolean told;

    /** Pauses that are all of one length. */
    Patience(Duration pause) {
        this(pause, pause);
    }

    /**
     * Pauses that double, with up to a half taken off by chance, so that not all processes come back at once. What is better
     * after the first is not told.
     */
    Patience(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
    }

    /**
     * Waits a while before the next try.
     *
     * @param tries those that have failed
     * @return false when nobody waits any more
     */
    boolean await(SQLException failure, int tries) {
        begin();
        if (tries > 1 || first.equals(longest)) {
            tell(failure);
        }
        try {
            return !ended.await(pause(tries), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * A try was a success.
     *
     * @param began when it did, by {@link System#nanoTime}: one from before the waiting says nothing
     */
    synchronized void rewarded(long began) {
        if (since != null && began - since > 0) {
            since = null;
            if (told) {
                LOG.info("ledger.goes_on");
            }
            told = false;
        }
    }

    /** From now on nobody waits. */
    void end() {
        ended.countDown();
    }

    /** Fails when it was being waited for as that ended: another try would only take time. */
    synchronized void check() throws SQLException {
        if (since != null && ended.getCount() == 0) {
            throw new SQLTransientConnectionException("the database is away");
        }
    }

    private synchronized void begin() {
        if (since == null) {
            since = System.nanoTime();
        }
    }

    private synchronized void tell(SQLException failure) {
        if (!told) {
            told = true;
            LOG.warn(
                    "ledger.waits reason=\"{}\" nothing is lost; tried again every {} s",
                    failure.getMessage(),
                    longest.toSeconds());
        }
    }

    /** In milliseconds. */
    long pause(int tries) {
        long most = Math.min(longest.toMillis(), first.toMillis() << Math.min(tries - 1, MOST_DOUBLINGS));
        return first.equals(longest) ? most : ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    }
}
