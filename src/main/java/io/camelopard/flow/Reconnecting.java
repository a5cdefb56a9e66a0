package io.camelopard.flow;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.util.backoff.BackOffExecution;

/** Pauses between attempts to reach a broker: they double, with up to a half taken off by chance. One consumer's. */
final class Reconnecting implements BackOffExecution {
    static final Duration SHORTEST = Duration.ofMillis(500);
    static final Duration LONGEST = Duration.ofSeconds(10);

    private long pause = SHORTEST.toMillis();

    @Override
    public long nextBackOff() {
        long most = pause;
        pause = Math.min(2 * most, LONGEST.toMillis());
        return ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    }
}
