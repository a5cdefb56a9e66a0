package io.camelopard.cli;

import io.camelopard.MisuseException;
import io.camelopard.flow.Camelopard;
import io.camelopard.flow.Settings;
import io.camelopard.harvest.Harvest;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.Selected;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Runs harvests in this process until they have ended, with a display and a summary. For one call. */
final class Session {
    private static final long LOOK_MS = 50;

    private final Common common;
    private final PrintStream out;
    private final PrintStream err;
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    Session(Common common, PrintStream out, PrintStream err) {
        this.common = common;
        this.out = out;
        this.err = err;
    }

    /** Fetches failed products again: of one harvest, or of all. */
    int retry(Settings settings, Optional<String> name) throws InterruptedException {
        return run(settings, false, camelopard -> camelopard.retry(name));
    }

    /** Fetches damaged products again. */
    int repair(Settings settings, Function<Camelopard, List<Run>> repair) throws InterruptedException {
        return run(settings, false, repair);
    }

    int harvest(Settings settings, List<Harvest> harvests, List<String> targets, Optional<Long> limit, boolean dryRun)
            throws InterruptedException {
        return run(settings, dryRun, camelopard -> start(camelopard, harvests, targets, limit, dryRun));
    }

    private int run(Settings settings, boolean dryRun, Function<Camelopard, List<Run>> start)
            throws InterruptedException {
        Display display = Display.of(common, err);
        if (common.verbose || !display.live()) {
            Logs.verbose();
        } else {
            Logs.quiet();
        }
        Thread hook = new Thread(this::interrupt, "interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
        try (Camelopard camelopard = Camelopard.start(settings, Camelopard.Role.HARVEST)) {
            Summary summary = new Summary(common, settings, out);
            camelopard.onPlanned((run, group) -> plan(summary, run, group));
            int status = Exit.STORED;
            for (Run run : follow(camelopard, start.apply(camelopard), display)) {
                int one = status(camelopard, run);
                summary.print(run, camelopard.ledger().tables().of(run.id()), one, dryRun);
                status = Math.max(status, one);
            }
            return status;
        } finally {
            ended.countDown();
            if (interrupted.getCount() > 0) {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
        }
    }

    /** In the JVM's shutdown: lets the session end in order, at most for as long as a stop may take. */
    private void interrupt() {
        interrupted.countDown();
        try {
            if (!ended.await(10, TimeUnit.SECONDS)) {
                Lines.print(err, "camelopard: still busy after 10 s; what is owed is done next time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(Exit.INTERRUPTED);
    }

    private static void plan(Summary summary, String run, List<Selected> group) {
        synchronized (summary) {
            group.forEach(selected -> summary.planned(run, selected));
        }
    }

    private static List<Run> start(
            Camelopard camelopard, List<Harvest> harvests, List<String> targets, Optional<Long> limit, boolean dryRun) {
        List<Run> runs = new ArrayList<>();
        for (Harvest harvest : harvests) {
            runs.add(camelopard
                    .harvest(harvest, targets, limit, dryRun)
                    .orElseThrow(() -> new MisuseException(
                            "harvest %s is running already in this data folder".formatted(harvest.name()))));
        }
        return runs;
    }

    private List<Run> follow(Camelopard camelopard, List<Run> started, Display display) throws InterruptedException {
        while (true) {
            List<Run> runs = new ArrayList<>();
            for (Run run : started) {
                runs.add(camelopard.ledger().runs().find(run.id()).orElse(run));
            }
            display.show(runs);
            boolean all = runs.stream().allMatch(run -> run.state().ended());
            if (all || interrupted.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
                display.end();
                return runs;
            }
        }
    }

    private int status(Camelopard camelopard, Run run) {
        if (!run.state().ended()) {
            return Exit.INTERRUPTED;
        }
        if (run.error() != null && run.state() == io.camelopard.ledger.RunState.FAILED) {
            return camelopard.misused(run.id()) ? Exit.MISUSE : Exit.DISCOVERY_FAILED;
        }
        return run.failed() > 0 || run.targetsFailed() > 0 ? Exit.SOME_FAILED : Exit.STORED;
    }
}
