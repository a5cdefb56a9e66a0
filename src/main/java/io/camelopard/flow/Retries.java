package io.camelopard.flow;

import io.camelopard.TransientException;
import java.time.Duration;
import java.util.Random;

/** When what failed for a passing reason is tried again: exponential backoff with full jitter. Thread-safe. */
public final class Retries {
    private final int attempts;
    private final Duration base;
    private final Duration longest;
    private final Random random;

    Retries(int attempts, Duration base, Duration longest) {
        this(attempts, base, longest, new Random());
    }

    Retries(int attempts, Duration base, Duration longest, Random random) {
        this.random = random;
        this.attempts = attempts;
        this.base = base;
        this.longest = longest;
    }

    /** Whether a product that was tried so often is tried again. */
    boolean again(int attempt) {
        return attempt < attempts;
    }

    /**
     * The pause after an attempt, counted from 1: at random between nothing and base × 2^(attempt - 1), at most the longest, and
     * behind what the server asked for, so that those who waited do not all come at once.
     */
    Duration pause(int attempt, TransientException failure) {
        double ceiling = Math.min((double) longest.toMillis(), base.toMillis() * Math.pow(2, attempt - 1));
        Duration jittered = Duration.ofMillis((long) (random.nextDouble() * ceiling));
        return failure.retryAfter().orElse(Duration.ZERO).plus(jittered);
    }
}
