package io.camelopard.flow;

import io.camelopard.ledger.Selected;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/** What the steps tell others in this process: wake up, this run failed, this would have been fetched. Thread-safe. */
final class RunEvents {
    private final Set<String> misused = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable ProducerTemplate template;
    private volatile @Nullable BiConsumer<String, List<Selected>> plans;

    void connect(CamelContext context) {
        template = context.createProducerTemplate();
    }

    /** From now on, what fails has been cut off by us: it is given back, and nobody is blamed. */
    void stop() {
        stopped.countDown();
    }

    boolean stopping() {
        return stopped.getCount() == 0;
    }

    /** Waits so long; false, at once, when this process is stopping. */
    boolean pause(Duration time) {
        try {
            return !stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Wakes the feeder; several at once are one. */
    void nudge() {
        ProducerTemplate connected = template;
        if (!stopping()
                && connected != null
                && connected.getCamelContext().getStatus().isStarted()) {
            connected.sendBody("seda:feeder?size=1&discardWhenFull=true", "");
        }
    }

    void failed(String run, boolean misuse) {
        if (misuse) {
            misused.add(run);
        }
    }

    /** Whether a run of this process failed because its harvest is wrong. */
    boolean misused(String run) {
        return misused.contains(run);
    }

    /** @param listener gets what a dry run would have booked, by run */
    void onPlanned(BiConsumer<String, List<Selected>> listener) {
        plans = listener;
    }

    void planned(String run, List<Selected> group) {
        BiConsumer<String, List<Selected>> listener = plans;
        if (listener != null) {
            listener.accept(run, group);
        }
    }
}
