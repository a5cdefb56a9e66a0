package io.camelopard.flow;

import io.camelopard.ledger.Selected;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/** What the steps tell others in this process: wake up, this run failed, this would have been fetched. Thread-safe. */
final class RunEvents {
    private final Set<String> misused = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;
    private volatile @Nullable ProducerTemplate template;
    private volatile @Nullable BiConsumer<String, List<Selected>> plans;

    void connect(CamelContext context) {
        template = context.createProducerTemplate();
    }

    /** From now on, what fails has been cut off by us: it is given back, and nobody is blamed. */
    void stop() {
        stopping = true;
    }

    boolean stopping() {
        return stopping;
    }

    /** Wakes the feeder; several at once are one. */
    void nudge() {
        ProducerTemplate connected = template;
        if (!stopping
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
