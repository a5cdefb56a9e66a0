package io.camelopard.cli;

import io.camelopard.MisuseException;
import io.camelopard.flow.Camelopard;
import io.camelopard.flow.Human;
import io.camelopard.flow.Json;
import io.camelopard.ledger.Counts;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Run;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code camelopard status [NAME]} */
@Command(name = "status", description = "What the ledger knows.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final int RUNS = 20;

    @Mixin
    private Common common = new Common();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "a harvest; without it, the latest runs of all")
    private @Nullable String name;

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "20",
            description = "failed, skipped and degraded products to show, of each (default: ${DEFAULT-VALUE})")
    private int most;

    @Override
    public Integer call() {
        Logs.quiet();
        try (Ledger ledger = Camelopard.openLedger(common.settingsOfLedger())) {
            List<Run> runs = ledger.runs().list(name, RUNS);
            if (name != null && runs.isEmpty()) {
                throw new MisuseException("the ledger has no run of a harvest '%s'".formatted(name));
            }
            for (Run run : runs) {
                boolean told = name != null && run.equals(runs.get(0));
                print(ledger, run, told ? new Reasons(ledger, run, most) : null);
            }
        }
        return Exit.STORED;
    }

    private void print(Ledger ledger, Run run, @Nullable Reasons reasons) {
        Counts counts = ledger.reports().counts(run.id());
        if (common.json) {
            Map<String, Object> fields = fields(run, counts);
            if (reasons != null) {
                fields.put("reasons", reasons.fields());
            }
            System.out.println(Json.write(fields));
            return;
        }
        Lines.print(
                System.out,
                "%s  %-20s %-11s %s, %s: %,d stored (%s), %,d skipped, %,d failed, %,d owed",
                run.booked().truncatedTo(ChronoUnit.SECONDS),
                run.harvest(),
                run.state().name().toLowerCase(Locale.ROOT),
                Human.count(run.rows(), "row"),
                Human.count(run.products() + run.open(), "product"),
                run.stored(),
                Human.bytes(run.bytes()),
                run.skipped(),
                run.failed(),
                counts.open());
        if (run.error() != null) {
            Lines.print(System.out, "    error: %s", run.error());
        }
        if (reasons != null) {
            reasons.print(System.out);
        }
    }

    private static Map<String, Object> fields(Run run, Counts counts) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("harvest", run.harvest());
        fields.put("run", run.id());
        fields.put("state", run.state().name().toLowerCase(Locale.ROOT));
        fields.put("trigger", run.trigger().name().toLowerCase(Locale.ROOT));
        fields.put("booked", run.booked().toString());
        fields.put("ended", run.ended() == null ? null : run.ended().toString());
        fields.put("rows", run.rows());
        fields.put("selected", run.selected());
        fields.put("products", run.products());
        fields.put("owed", counts.open());
        fields.put("stored", run.stored());
        fields.put("skipped", run.skipped());
        fields.put("failed", run.failed());
        fields.put("degraded", run.degraded());
        fields.put("bytes", run.bytes());
        fields.put("error", run.error());
        return fields;
    }
}
