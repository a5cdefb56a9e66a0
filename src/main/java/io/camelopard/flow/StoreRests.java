package io.camelopard.flow;

import io.camelopard.TransientException;
import io.camelopard.transfer.StoreBusy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores that take nothing for now are left alone for a while; then one product tries, and if it gets in the others may
 * follow. What waits for a store is no failure of a product, nor of the host that it comes from. Thread-safe.
 */
final class StoreRests {
    private static final Logger LOG = LoggerFactory.getLogger(StoreRests.class);

    /** Connections that break in a row before a store rests. */
    private static final int BREAKS = 3;

    private final Duration rest;
    private final Clock clock;
    private final Map<String, Rest> byRoot = new HashMap<>();

    /** @param rest how long a store is left alone */
    StoreRests(Duration rest, Clock clock) {
        this.rest = rest;
        this.clock = clock;
    }

    /** Of one store, from its first refusal to the next success. */
    private static final class Rest {
        private Instant until = Instant.MIN;
        private boolean tried;
        private int refusals;
    }

    /** Somebody else tries, or it is too early to. */
    static final class Resting extends TransientException {
        Resting(String root) {
            super(root + " takes nothing for now, and is not asked yet", null, Duration.ZERO);
        }
    }

    /** Whether nothing is to be brought to a store. */
    synchronized boolean isResting(String root) {
        Rest there = byRoot.get(root);
        return there != null && (there.tried || clock.instant().isBefore(there.until));
    }

    /** Whether any store has refused something and taken nothing since. */
    synchronized boolean any() {
        return !byRoot.isEmpty();
    }

    /**
     * Asks a store, which says nothing about whether it takes something.
     *
     * @throws Resting when it rests; it has not been asked
     * @throws StoreBusy when it does not answer
     */
    <T> T ask(String root, Supplier<T> question) {
        if (isResting(root)) {
            throw new Resting(root);
        }
        try {
            return question.get();
        } catch (StoreBusy e) {
            refused(root, e);
            throw e;
        }
    }

    /**
     * Brings something to a store.
     *
     * @throws Resting when it is not its turn; nothing has been tried
     * @throws StoreBusy when the store has refused; it rests from now on
     */
    void bring(String root, Runnable what) {
        enter(root);
        boolean taken = false;
        try {
            what.run();
            taken = true;
        } catch (StoreBusy e) {
            refused(root, e);
            throw e;
        } finally {
            left(root, taken);
        }
    }

    private synchronized void enter(String root) {
        if (isResting(root)) {
            throw new Resting(root);
        }
        Rest there = byRoot.get(root);
        if (there != null && there.until.isAfter(Instant.MIN)) {
            there.tried = true;
        }
    }

    /** A connection that breaks is tried again at once, twice; what a server says of itself is believed. */
    private synchronized void refused(String root, StoreBusy failure) {
        Rest there = byRoot.computeIfAbsent(root, r -> new Rest());
        there.refusals++;
        if (failure.retryAfter().isEmpty() && there.refusals < BREAKS) {
            return;
        }
        Duration asked = failure.retryAfter().orElse(rest);
        Duration pause = asked.compareTo(rest) > 0 ? asked : rest;
        there.until = clock.instant().plus(pause);
        LOG.warn("store.busy store={} retry_in_s={} reason=\"{}\"", root, pause.toSeconds(), failure.getMessage());
    }

    private synchronized void left(String root, boolean taken) {
        Rest there = byRoot.get(root);
        if (there == null) {
            return;
        }
        there.tried = false;
        if (taken) {
            byRoot.remove(root);
            LOG.info("store.back store={}", root);
        }
    }
}
