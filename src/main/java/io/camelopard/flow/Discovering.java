package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.ServiceRef;
import io.camelopard.ledger.Discovery;
import io.camelopard.ledger.Run;
import io.camelopard.vo.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A run while it is discovered, with what has been counted so far. For the one thread that discovers it. */
final class Discovering {
    private final Run run;
    private final Harvest harvest;
    private final RunRequest request;
    private final boolean counted;
    private final Map<ServiceRef, List<Service>> services = new HashMap<>();
    private long rows;
    private long selected;
    private long targets;
    private long targetsFailed;
    private boolean overflow;
    private @Nullable String error;
    private @Nullable MisuseException misuse;

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

    /** The interfaces of a service, looked up once a run. */
    List<Service> services(ServiceRef ref, Function<ServiceRef, List<Service>> lookup) {
        return services.computeIfAbsent(ref, lookup);
    }

    void searched(int more) {
        targets += more;
    }

    void row() {
        rows++;
    }

    void selected(int more) {
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
