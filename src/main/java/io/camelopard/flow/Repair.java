package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.ledger.Audit.Held;
import io.camelopard.ledger.Discovery;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.NewRun;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.Trigger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fetches again what a verification found missing or changed: a run for each harvest, filled in groups. For one call. */
final class Repair {
    private static final int GROUP = 500;

    private final Ledger ledger;
    private final Map<String, Part> parts = new LinkedHashMap<>();

    Repair(Ledger ledger) {
        this.ledger = ledger;
    }

    private static final class Part {
        private final Run run;
        private final List<Long> group = new ArrayList<>();
        private long owed;

        Part(Run run) {
            this.run = run;
        }
    }

    void add(Held held) {
        Part part = parts.computeIfAbsent(held.harvest(), this::begin);
        part.group.add(held.id());
        if (part.group.size() >= GROUP) {
            flush(part);
        }
    }

    private Part begin(String harvest) {
        Run last = ledger.runs()
                .latest(harvest)
                .orElseThrow(() -> new IllegalStateException("a product without a run of " + harvest));
        NewRun run = new NewRun(harvest, Trigger.COMMAND, last.request(), last.yaml());
        ledger.runs().supersede(run);
        return new Part(ledger.audit()
                .begin(run)
                .orElseThrow(
                        () -> new MisuseException("harvest %s is running in this data folder".formatted(harvest))));
    }

    private void flush(Part part) {
        part.owed += ledger.audit().repair(part.run.id(), part.group);
        part.group.clear();
    }

    /** Nothing more is added; the runs can go on. */
    List<Run> end() {
        for (Part part : parts.values()) {
            flush(part);
            ledger.runs().discovered(part.run.id(), new Discovery(0, part.owed, 0, 0, false, null));
        }
        return parts.values().stream().map(part -> part.run).toList();
    }
}
