package io.camelopard.cli;

import io.camelopard.ledger.Better;
import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Reports.Group;
import io.camelopard.ledger.Run;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Why products of a run failed, were skipped, or were stored for want of something better: the first of each. */
final class Reasons {
    private final Map<Group, List<Entry>> entries = new LinkedHashMap<>();

    Reasons(Ledger ledger, Run run, int most) {
        for (Group group : Group.values()) {
            entries.put(group, ledger.reports().entries(run.id(), group, most));
        }
    }

    void print(PrintStream out) {
        entries.forEach((group, products) -> {
            if (!products.isEmpty()) {
                Lines.print(out, "  %s, and why:", name(group));
                products.forEach(entry -> print(out, group, entry));
            }
        });
    }

    private static void print(PrintStream out, Group group, Entry entry) {
        if (group != Group.DEGRADED) {
            Lines.print(
                    out,
                    "    %s%s: %s",
                    entry.failure() == null ? "" : entry.failure().name().toLowerCase(Locale.ROOT) + " ",
                    entry.identity(),
                    entry.reason());
            return;
        }
        Lines.print(out, "    %s (alternative %d)", entry.identity(), entry.alternative() + 1);
        for (Better better : entry.better()) {
            Lines.print(
                    out,
                    "      not %s (alternative %d): %s",
                    better.identity(),
                    better.alternative() + 1,
                    better.reason());
        }
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        entries.forEach((group, products) -> fields.put(
                name(group),
                products.stream().map(entry -> fields(group, entry)).toList()));
        return fields;
    }

    private static Map<String, Object> fields(Group group, Entry entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("product", entry.identity());
        fields.put("alternative", entry.alternative());
        if (group == Group.DEGRADED) {
            fields.put("path", entry.path());
            fields.put("better", entry.better().stream().map(Reasons::fields).toList());
        } else {
            fields.put("reason", entry.reason());
            fields.put(
                    "class",
                    entry.failure() == null ? null : entry.failure().name().toLowerCase(Locale.ROOT));
        }
        return fields;
    }

    private static Map<String, Object> fields(Better better) {
        return Map.of("product", better.identity(), "alternative", better.alternative(), "reason", better.reason());
    }

    private static String name(Group group) {
        return group.name().toLowerCase(Locale.ROOT);
    }
}
