package io.camelopard.flow;

import io.camelopard.MisuseException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run was asked for beyond its harvest; it stands in the ledger as JSON.
 *
 * @param targets in place of the harvest's, as written there; empty: the harvest's own
 * @param list a target list in place of the harvest's, {@code HOME/targets/DIGEST.csv}
 * @param limit rows to select at most
 * @param dryRun whether nothing is to be booked
 * @param folder where the harvest file was; its target list is relative to it
 */
record RunRequest(
        List<String> targets,
        @Nullable String list,
        @Nullable Long limit,
        boolean dryRun,
        Path folder) {
    RunRequest {
        targets = List.copyOf(targets);
    }

    static RunRequest of(Path harvestFile) {
        Path folder = harvestFile.toAbsolutePath().getParent();
        return new RunRequest(List.of(), null, null, false, folder == null ? Path.of("/") : folder);
    }

    RunRequest withTargets(List<String> others) {
        return new RunRequest(others, list, limit, dryRun, folder);
    }

    RunRequest withList(String other) {
        return new RunRequest(targets, other, limit, dryRun, folder);
    }

    RunRequest withLimit(@Nullable Long other) {
        return new RunRequest(targets, list, other, dryRun, folder);
    }

    RunRequest dry() {
        return new RunRequest(targets, list, limit, true, folder);
    }

    String json() {
        Map<String, Object> fields = new TreeMap<>(Map.of("folder", folder.toString()));
        if (!targets.isEmpty()) {
            fields.put("targets", targets);
        }
        if (list != null) {
            fields.put("list", list);
        }
        if (limit != null) {
            fields.put("limit", limit);
        }
        if (dryRun) {
            fields.put("dryRun", true);
        }
        return Json.write(new LinkedHashMap<>(fields));
    }

    static RunRequest parse(String json) {
        Map<String, Object> fields = Json.object(json, "request");
        List<String> targets = fields.get("targets") instanceof List<?> given
                ? given.stream().map(String::valueOf).toList()
                : List.of();
        String list = fields.get("list") instanceof String l ? l : null;
        Long limit = fields.get("limit") instanceof Number n ? Long.valueOf(n.longValue()) : null;
        if (!(fields.get("folder") instanceof String folder)) {
            throw new MisuseException("request: 'folder' is missing");
        }
        return new RunRequest(targets, list, limit, Boolean.TRUE.equals(fields.get("dryRun")), Path.of(folder));
    }
}
