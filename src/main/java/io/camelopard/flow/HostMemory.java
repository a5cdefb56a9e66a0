package io.camelopard.flow;

import io.camelopard.TransientException;
import io.camelopard.ledger.Ledger;
import io.camelopard.transfer.HostRests;
import io.camelopard.transfer.Hosts;
import io.camelopard.transfer.RemoteUri;
import io.camelopard.vo.Answer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rests that hosts have asked for by {@code Retry-After}, of products and questions alike. They are in the ledger, so that
 * they hold for all processes and after a restart; what others noted there is read once a second.
 */
final class HostMemory implements Hosts {
    private static final Logger LOG = LoggerFactory.getLogger(HostMemory.class);
    private static final Set<Integer> RESTING = Set.of(301, 302, 303, 307, 308, 429, 503);
    /** A redirect says how long to wait before it is followed. */
    private static final Duration WORTH_WAITING = Duration.ofSeconds(10);

    private static final long FRESH = Duration.ofSeconds(1).toNanos();

    private final Ledger ledger;
    private final RunEvents events;
    private final Map<String, Long> until = new ConcurrentHashMap<>();
    private long read = System.nanoTime() - FRESH;

    HostMemory(Ledger ledger, RunEvents events) {
        this.ledger = ledger;
        this.events = events;
    }

    @Override
    public void ask(URI uri, boolean redirected) {
        refresh();
        Duration left = left(Places.host(uri));
        if (left.isZero() || (redirected && left.compareTo(WORTH_WAITING) <= 0 && events.pause(left))) {
            return;
        }
        HostRests rests = new HostRests(RemoteUri.shown(uri), left);
        // Where a redirect always says so, it is to count as an attempt.
        throw redirected ? new TransientException(String.valueOf(rests.getMessage()), rests, left) : rests;
    }

    private Duration left(String host) {
        Long end = until.get(host);
        long left = end == null ? 0 : end - System.nanoTime();
        return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
    }

    @Override
    public void answered(URI uri, int status, Map<String, String> headers) {
        if (!RESTING.contains(status)) {
            return;
        }
        new Answer(status, uri.toString(), headers, Path.of(""))
                .retryAfter()
                .filter(pause -> !pause.isZero())
                .ifPresent(pause -> rest(Places.host(uri), pause));
    }

    private void rest(String host, Duration pause) {
        LOG.info("host.rests host={} seconds={}", host, pause.toSeconds());
        until.merge(host, System.nanoTime() + pause.toNanos(), Math::max);
        ledger.feed().rest(host, ledger.now().plus(pause));
    }

    private void refresh() {
        if (!due()) {
            return;
        }
        long now = System.nanoTime();
        until.values().removeIf(end -> end < now);
        Map<String, Instant> resting = ledger.feed().resting();
        if (!resting.isEmpty()) {
            Instant there = ledger.now();
            resting.forEach((host, end) ->
                    until.merge(host, now + Duration.between(there, end).toNanos(), Math::max));
        }
    }

    private synchronized boolean due() {
        long now = System.nanoTime();
        boolean due = now - read >= FRESH;
        read = due ? now : read;
        return due;
    }
}
