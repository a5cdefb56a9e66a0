package io.camelopard.cli;

import io.camelopard.flow.Human;
import io.camelopard.flow.Json;
import io.camelopard.flow.Settings;
import io.camelopard.harvest.HarvestFile;
import io.camelopard.harvest.StoreSpec;
import io.camelopard.ledger.NewProduct;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.Selected;
import io.camelopard.vo.LastingUrl;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a person, or with {@code --json} a program, is told at the end of a run. */
final class Summary {
    private final Common common;
    private final Settings settings;
    private final PrintStream out;
    private final Map<String, long[]> plans = new LinkedHashMap<>();

    Summary(Common common, Settings settings, PrintStream out) {
        this.common = common;
        this.settings = settings;
        this.out = out;
    }

    /** A selected row of a dry run. */
    void planned(String run, Selected selected) {
        long[] count = plans.computeIfAbsent(run, r -> new long[2]);
        if (selected.steps().isEmpty() || selected.held(Instant.now())) {
            count[1]++;
            tell("skip  %s: %s", selected.identity(), reason(selected));
            return;
        }
        for (NewProduct product : selected.steps().get(0).products()) {
            count[0]++;
            tell("fetch %s", LastingUrl.of(product.url()));
        }
    }

    private void tell(String format, @Nullable Object... values) {
        if (!common.json) {
            Lines.print(out, format, values);
        }
    }

    private static @Nullable String reason(Selected selected) {
        return selected.skipped() != null ? selected.skipped() : selected.failed();
    }

    /** @param tables the paths below the store of the tables that the run has written */
    void print(Run run, List<String> tables, int status, boolean dryRun) {
        if (common.json) {
            out.println(Json.write(fields(run, tables, status, dryRun)));
            return;
        }
        if (dryRun) {
            printPlan(run);
            return;
        }
        printRun(run, tables, status);
    }

    private void printPlan(Run run) {
        long[] count = plans.getOrDefault(run.id(), new long[2]);
        Lines.print(
                out,
                "%s (dry run): %s found, %,d selected; %s to fetch, %,d without; nothing was fetched",
                run.harvest(),
                Human.count(run.rows(), "row"),
                run.selected(),
                Human.count(count[0], "product"),
                count[1]);
        printError(run);
    }

    private void printRun(Run run, List<String> tables, int status) {
        Lines.print(out, "%s: %s found, %,d selected", run.harvest(), Human.count(run.rows(), "row"), run.selected());
        if (run.targets() > 1 || run.targetsFailed() > 0) {
            Lines.print(out, "  %s searched, %,d failed", Human.count(run.targets(), "target"), run.targetsFailed());
        }
        Lines.print(
                out,
                "  %s: %,d stored (%s), %,d skipped, %,d failed%s in %s",
                Human.count(run.products(), "product"),
                run.stored(),
                Human.bytes(run.bytes()),
                run.skipped(),
                run.failed(),
                run.degraded() > 0 ? ", %,d degraded".formatted(run.degraded()) : "",
                Human.time(time(run)));
        String store = store(run);
        // The path of a table is that below the bucket, or below the folder of the file stores.
        String root = store.replaceFirst("^(s3://[^/]*).*$", "$1");
        tables.forEach(table -> Lines.print(out, "  table %s/%s", root, table));
        if (run.stored() > 0) {
            Lines.print(out, "  stored below %s", store);
        } else if (status == Exit.STORED && run.products() > 0) {
            Lines.print(out, "  nothing new: everything is stored already below %s", store);
        }
        if (run.failed() > 0 || run.skipped() > 0) {
            Lines.print(out, "  why: ./camelopard status %s%s", run.harvest(), home());
        }
        printError(run);
    }

    private String store(Run run) {
        StoreSpec spec = HarvestFile.parse(run.harvest() + ".yaml", run.yaml()).store();
        return spec != null && spec.s3() ? spec.to().text() : settings.store().toString();
    }

    /** What a command needs to find the same ledger. */
    private String home() {
        return common.home.toString().equals("data") ? "" : " --home " + common.home;
    }

    private void printError(Run run) {
        if (run.error() != null) {
            Lines.print(out, "  error: %s", run.error());
        }
    }

    private static Duration time(Run run) {
        Instant end = run.ended() == null ? Instant.now() : run.ended();
        return Duration.between(run.booked(), end);
    }

    private Map<String, Object> fields(Run run, List<String> tables, int status, boolean dryRun) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("harvest", run.harvest());
        fields.put("run", run.id());
        fields.put("state", state(run, status, dryRun));
        fields.put("rows", run.rows());
        fields.put("selected", run.selected());
        fields.put("products", dryRun ? plans.getOrDefault(run.id(), new long[2])[0] : run.products());
        fields.put("stored", run.stored());
        fields.put("skipped", run.skipped());
        fields.put("failed", run.failed());
        fields.put("degraded", run.degraded());
        fields.put("targets", run.targets());
        fields.put("targets_failed", run.targetsFailed());
        fields.put("bytes", run.bytes());
        fields.put("seconds", time(run).toMillis() / 1000.0);
        fields.put("overflow", run.overflow());
        fields.put("table", tables.isEmpty() ? null : tables.size() == 1 ? tables.get(0) : tables);
        fields.put("error", run.error());
        return fields;
    }

    private static String state(Run run, int status, boolean dryRun) {
        if (status == Exit.INTERRUPTED) {
            return "interrupted";
        }
        String state = run.state().name().toLowerCase(Locale.ROOT);
        return dryRun && state.equals("done") ? "dry-run" : state;
    }
}
