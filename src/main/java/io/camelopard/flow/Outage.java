package io.camelopard.flow;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the broker is away. Those who send to it and take from it notice, each for itself; it is told once. Thread-safe. */
final class Outage {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    private final Set<Object> without = new HashSet<>();

    /** One of them cannot reach it. */
    synchronized void noticed(Object by, Throwable failure) {
        if (without.isEmpty()) {
            LOG.warn(
                    "queue.away nothing is offered or taken until it is back; tried again every {} s, reason=\"{}\"",
                    Reconnecting.LONGEST.toSeconds(),
                    Broker.reason(failure));
        }
        without.add(by);
    }

    /** One of them can reach it. */
    synchronized void over(Object by) {
        if (without.remove(by) && without.isEmpty()) {
            LOG.info("queue.back");
        }
    }
}
