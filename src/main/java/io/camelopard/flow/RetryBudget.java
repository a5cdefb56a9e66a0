package io.camelopard.flow;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often a run may repeat its requests: a tenth of them, and two a second besides, so that an archive of which a part fails
 * is not asked for that part again and again, and a run that has nothing else left still ends. In memory: a new start begins
 * anew. A transfer that broke off and goes on is no repetition. Thread-safe.
 */
final class RetryBudget {
    private static final double SHARE = 0.1;
    private static final double PER_SECOND = 2;
    private static final double FIRST = 20;
    /** What a run with few failures saves up. */
    private static final double MOST = 200;
    /** Those that were not heard of for longest begin anew. */
    private static final int RUNS = 1000;

    private final LongSupplier nanos;
    private final Map<String, Account> runs = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Account> eldest) {
            return size() > RUNS;
        }
    };

    RetryBudget() {
        this(System::nanoTime);
    }

    RetryBudget(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** A product is asked for the first time. */
    void asked(String run) {
        account(run).add(SHARE);
    }

    /** Whether a request may be repeated at once; then it is taken from the budget. */
    boolean now(String run) {
        return account(run).take();
    }

    /** Takes a repetition from the budget, also from that of the time to come: how long until it may be made. */
    Duration later(String run) {
        return account(run).owe();
    }

    private synchronized Account account(String run) {
        return runs.computeIfAbsent(run, r -> new Account());
    }

    private final class Account {
        private double left = FIRST;
        private long at = nanos.getAsLong();

        synchronized void add(double some) {
            long now = nanos.getAsLong();
            left = Math.min(MOST, left + some + (now - at) / 1e9 * PER_SECOND);
            at = now;
        }

        synchronized boolean take() {
            add(0);
            boolean enough = left >= 1;
            left -= enough ? 1 : 0;
            return enough;
        }

        synchronized Duration owe() {
            add(0);
            left -= 1;
            return left >= 0 ? Duration.ZERO : Duration.ofMillis(Math.round(-left / PER_SECOND * 1000));
        }
    }
}
