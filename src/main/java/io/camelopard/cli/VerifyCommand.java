package io.camelopard.cli;

import io.camelopard.MisuseException;
import io.camelopard.flow.Camelopard;
import io.camelopard.flow.Human;
import io.camelopard.flow.Json;
import io.camelopard.flow.Settings;
import io.camelopard.flow.Verification;
import io.camelopard.flow.Verification.Difference;
import io.camelopard.flow.Verification.Extent;
import io.camelopard.flow.Verification.Kind;
import io.camelopard.ledger.Ledger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code camelopard verify [NAME]} */
@Command(
        name = "verify",
        description = "Reads what is stored again and compares it with the ledger: missing, changed and foreign files.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private Common common = new Common();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "a harvest; without it, all")
    private @Nullable String name;

    @Option(
            names = "--repair",
            description = "fetches missing and changed files again, and moves foreign ones to HOME/foreign")
    private boolean repair;

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "1000",
            description = "differences to show (default: ${DEFAULT-VALUE}); all are counted")
    private int most;

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<Difference> shown = new ArrayList<>();
    /** Differences that no repair mends. */
    private long left;

    private Extent extent = new Extent(0, 0);

    @Override
    public Integer call() throws InterruptedException {
        Logs.quiet();
        Settings settings = common.settings();
        try (Ledger ledger = Camelopard.openLedger(settings)) {
            if (name != null && ledger.runs().latest(name).isEmpty()) {
                throw new MisuseException("the ledger has no run of a harvest '%s'".formatted(name));
            }
            if (!repair) {
                extent = new Verification(ledger, settings, this::note).run(name);
            }
        }
        int repaired = repair ? repair(settings) : counts.isEmpty() ? Exit.STORED : Exit.SOME_FAILED;
        int status = repaired == Exit.STORED && left > 0 ? Exit.SOME_FAILED : repaired;
        print();
        return status;
    }

    private int repair(Settings settings) throws InterruptedException {
        return new Session(common, common.json ? System.err : System.out, System.err)
                .repair(
                        settings,
                        camelopard -> camelopard.repair(
                                Optional.ofNullable(name), settings, this::note, whole -> extent = whole));
    }

    private void note(Difference difference) {
        counts.merge(difference.kind(), 1L, Long::sum);
        left += difference.isTable() || difference.left() ? 1 : 0;
        if (shown.size() < most) {
            shown.add(difference);
        }
    }

    private void print() {
        if (common.json) {
            System.out.println(Json.write(fields()));
            return;
        }
        for (Difference difference : shown) {
            Lines.print(System.out, "%-8s %s: %s", word(difference.kind()), difference.place(), difference.words());
        }
        Lines.print(
                System.out,
                "%s compared (%s): %,d missing, %,d changed, %,d foreign%s",
                Human.count(extent.products(), "product"),
                Human.bytes(extent.bytes()),
                count(Kind.MISSING),
                count(Kind.CHANGED),
                count(Kind.FOREIGN),
                repair || counts.isEmpty() ? "" : "; --repair fetches again and sets aside");
    }

    private Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("harvest", name);
        fields.put("products", extent.products());
        fields.put("bytes", extent.bytes());
        for (Kind kind : Kind.values()) {
            fields.put(word(kind), count(kind));
        }
        fields.put("repaired", repair);
        fields.put(
                "differences",
                shown.stream()
                        .map(difference -> Map.of(
                                "kind",
                                word(difference.kind()),
                                "path",
                                difference.place(),
                                "reason",
                                difference.words()))
                        .toList());
        return fields;
    }

    private long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
