package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.Progress;
import io.camelopard.harvest.ServiceRef;
import io.camelopard.ledger.Discovery;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.Watermark;
import io.camelopard.vo.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A run while it is discovered, with what has been counted so far. For the one thread that discovers it. */
final class Discovering {
    private final Run run;
    private final Harvest harvest;
    private final RunRequest request;
    private boolean counted;
    private final Map<ServiceRef, List<Service>> services = new HashMap<>();
    private final Map<ServiceRef, RuntimeException> unknown = new HashMap<>();
    private final Map<Watermark, Progress> progress = new LinkedHashMap<>();
    private final Set<Watermark> ended = new HashSet<>();
    private final Set<Watermark> stuck = new HashSet<>();
    private final Set<String> told = new HashSet<>();
    private long rows;
    private long selected;
    private long targets;
    private long targetsFailed;
    private boolean overflow;
    private @Nullable String error;
    private @Nullable MisuseException misuse;
    private @Nullable TableSource tableSource;
    private boolean severalTargets;

    Discovering(Run run, Harvest harvest, RunRequest request) {
        this.run = run;
        this.harvest = harvest;
        this.request = request;
        this.counted =
                !harvest.targets().isEmpty() || harvest.search().services().size() > 1;
    }

    String id() {
        return run.id();
    }

    Run run() {
        return run;
    }

    Harvest harvest() {
        return harvest;
    }

    RunRequest request() {
        return request;
    }

    /** Whether something has not been told yet in this run. */
    boolean tellsOnce(String topic) {
        return told.add(topic);
    }

    /** The interfaces of a service, looked up once a run. */
    List<Service> services(ServiceRef ref, Function<ServiceRef, List<Service>> lookup) {
        RuntimeException failure = unknown.get(ref);
        if (failure != null) {
            throw failure;
        }
        return services.computeIfAbsent(ref, lookup);
    }

    /** The interfaces of a service that has been found already. */
    void found(ServiceRef ref, List<Service> interfaces) {
        services.put(ref, interfaces);
        counted = true;
    }

    /** It has been looked up in vain; every search of it fails by that. */
    void notFound(ServiceRef ref, RuntimeException failure) {
        unknown.put(ref, failure);
    }

    void severalTargets(boolean several) {
        severalTargets = several;
    }

    boolean severalTargets() {
        return severalTargets;
    }

    void tableSource(TableSource source) {
        tableSource = source;
    }

    /** Where rows wait that are to become tables; null where there are none such. */
    @Nullable TableSource tableSource() {
        return tableSource;
    }

    void searching(int more) {
        targets += more;
    }

    /** The watermark of a search, which several have in common: the parts of an upload, and a target that is listed twice. */
    @Nullable Progress progress(OneSearch search, Function<Watermark, Progress> begin) {
        return harvest.search().watermark() == null ? null : progress.computeIfAbsent(watermark(search), begin);
    }

    /** The rows of a search are booked. */
    void searched(OneSearch search) {
        if (search.progress() == null) {
            return;
        }
        // What the limit of the one has left out may be below what the other has seen.
        boolean unlike = !ended.add(watermark(search)) && harvest.search().limit() != null;
        if (unlike || !search.whole()) {
            incomplete(search);
        }
    }

    /** Something of a search is missing: its watermark stays. */
    void incomplete(OneSearch search) {
        if (harvest.search().watermark() != null) {
            stuck.add(watermark(search));
        }
    }

    /** That of a search of this run, without a value. */
    private Watermark watermark(OneSearch search) {
        String column = Objects.requireNonNull(harvest.search().watermark()).column();
        return new Watermark(harvest.name(), search.serviceName(), search.targetName(), column, "");
    }

    /** What the searches of which nothing is missing have come to. */
    List<Watermark> watermarks() {
        List<Watermark> moved = new ArrayList<>();
        if (!request.dryRun() && request.limit() == null) {
            progress.forEach((of, since) -> since.moved()
                    .filter(value -> !stuck.contains(of))
                    .map(value -> new Watermark(of.harvest(), of.service(), of.target(), of.column(), value))
                    .ifPresent(moved::add));
        }
        return moved;
    }

    void row() {
        rows++;
    }

    void selected(long more) {
        selected += more;
    }

    void overflowed() {
        overflow = true;
    }

    /** @param many targets that it is the end of */
    void failed(Throwable failure, int many) {
        targetsFailed += many;
        error = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        if (failure instanceof MisuseException wrong) {
            misuse = wrong;
        }
    }

    long rows() {
        return rows;
    }

    long selected() {
        return selected;
    }

    /** Whether nothing was found because everything failed, or because the answer was not to be used. */
    boolean hopeless() {
        return (targetsFailed > 0 && targetsFailed == targets) || (overflow && error != null);
    }

    /** What is wrong with the harvest itself, if that is why. */
    @Nullable MisuseException misuse() {
        return misuse;
    }

    @Nullable String error() {
        return error;
    }

    boolean overflow() {
        return overflow;
    }

    Discovery outcome() {
        return new Discovery(rows, selected, counted ? targets : 0, counted ? targetsFailed : 0, overflow, error);
    }
}
