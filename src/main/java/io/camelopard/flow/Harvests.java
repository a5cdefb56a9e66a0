package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.harvest.Harvest;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Run;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The harvests of runs, as they were when the runs were booked; the last few are kept. Thread-safe. */
final class Harvests {
    private static final int KEPT = 32;

    private final Ledger ledger;
    private final Map<String, Harvest> byRun = Collections.synchronizedMap(new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Harvest> eldest) {
            return size() > KEPT;
        }
    });

    Harvests(Ledger ledger) {
        this.ledger = ledger;
    }

    Harvest of(String runId) {
        return byRun.computeIfAbsent(runId, id -> {
            Run run = ledger.runs()
                    .find(id)
                    .orElseThrow(() -> new FinalException("run %s is not in the ledger".formatted(id)));
            return Discovery.harvest(run, RunRequest.parse(run.request()));
        });
    }
}
