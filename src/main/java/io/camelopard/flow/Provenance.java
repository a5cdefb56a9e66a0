package io.camelopard.flow;

import io.camelopard.ledger.Ledger;
import io.camelopard.transfer.Content;
import io.camelopard.transfer.Digests;
import io.camelopard.transfer.DiskException;
import io.camelopard.transfer.Received;
import io.camelopard.transfer.Staged;
import io.camelopard.transfer.Staging;
import io.camelopard.vo.LastingUrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The step that puts beside a product where it came from, as JSON: what was asked of whom, the row and its link, the digests of
 * what was fetched and of what is stored, and what was done between. URLs of the archive are without what gives access. Thread-safe.
 */
public final class Provenance {
    private final Ledger ledger;
    private final Staging staging;
    private final boolean wanted;
    private final String version;

    /** @param wanted whether anything is to be put there */
    Provenance(Ledger ledger, Staging staging, boolean wanted, String version) {
        this.ledger = ledger;
        this.staging = staging;
        this.wanted = wanted;
        this.version = version;
    }

    /** Adds to {@link Vars#REFINED}, which is set where no step of {@code refine} did. */
    public void add(Exchange exchange) {
        if (!wanted) {
            return;
        }
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Refined refined = exchange.getVariable(Vars.REFINED, Refined.class);
        if (refined == null) {
            refined = Refined.unchanged(exchange.getVariable(Vars.FETCHED, Fetched.class));
            exchange.setVariable(Vars.REFINED, refined);
        }
        if (refined.isDescribed()) {
            return; // its store is tried again
        }
        Staged staged = staging.open(Work.key(job.product()));
        Fetching.closeWhenDone(exchange, staged);
        refined.describe(staged, written(staged, Json.write(fields(job, refined))));
    }

    private static Received written(Staged staged, String json) {
        try {
            Files.writeString(staged.path(), json + "\n", StandardCharsets.UTF_8);
            staged.sync();
            return Digests.of(staged.path());
        } catch (IOException e) {
            throw DiskException.of(staged.path(), e);
        }
    }

    private Map<String, Object> fields(Job job, Refined refined) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("product", job.product().identity());
        fields.put("harvest", job.product().harvest());
        fields.put("run", job.product().run());
        fields.put("protocol", job.harvest().protocol().name().toLowerCase(Locale.ROOT));
        fields.put("service", job.service());
        ledger.runs().find(job.product().run()).ifPresent(run -> fields.put("harvest_file", run.yaml()));
        fields.put("target", job.target());
        fields.put("row", lasting(job.row()));
        fields.put("link", lasting(job.linkColumns()));
        fields.put("alternative", job.product().alternative());
        fields.put("passed_over", job.link().getOrDefault("missed", List.of()));
        fields.put("fetched", fetched(refined.original()));
        fields.put("steps", refined.log());
        fields.put("stored", refined.items().stream().map(Provenance::item).toList());
        fields.put("at", ledger.now().toString());
        fields.put("versions", Map.of("camelopard", version, "java", System.getProperty("java.version")));
        return fields;
    }

    private static Map<String, Object> lasting(Map<String, Object> columns) {
        Map<String, Object> fields = new LinkedHashMap<>(columns);
        fields.replaceAll((name, value) ->
                value instanceof String text && text.matches("(?s)https?://.*") ? LastingUrl.of(text) : value);
        return fields;
    }

    private static Map<String, Object> fetched(Fetched original) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("url", Places.shown(original.url()));
        fields.put("bytes", original.body().bytes());
        fields.put("sha256", original.body().sha256());
        put(fields, "validator", original.validator().orElse(null));
        Content.Checked content = original.content();
        put(fields, "verified", content == null ? null : content.verified().word());
        return fields;
    }

    private static Map<String, Object> item(Refined.Item item) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("what", item.isMain() ? "product" : item.suffix());
        fields.put("content_type", item.type());
        fields.put("bytes", item.content().bytes());
        fields.put("sha256", item.content().sha256());
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
