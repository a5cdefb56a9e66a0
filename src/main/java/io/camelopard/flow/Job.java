package io.camelopard.flow;

import io.camelopard.harvest.Alternative;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.Refine;
import io.camelopard.ledger.Kind;
import io.camelopard.ledger.Product;
import java.util.List;
import java.util.Map;

/**
 * A product that a worker has claimed, with the harvest as it was when its run was booked.
 *
 * @param context the row and its target
 * @param link the link that the product came from
 */
record Job(Product product, Harvest harvest, Map<String, Object> context, Map<String, Object> link) {
    /** Camel looks for the methods of a job by its hash; that of all its content took a twentieth of the time of a product. */
    @Override
    public int hashCode() {
        return Long.hashCode(product.id());
    }

    public boolean isDirectory() {
        return product.kind() == Kind.DIRECTORY;
    }

    /** The alternative of the harvest that the product belongs to. */
    Alternative alternative() {
        int index = link.get("alternative") instanceof Number n ? n.intValue() : 0;
        return harvest.links().alternatives().get(index);
    }

    /** What is done with the file before it is stored. */
    List<Refine> refine() {
        return harvest.refine(alternative());
    }

    /** Whether the file is to be cut out at its server. */
    public boolean isCutThere() {
        return isRefined()
                && refine().get(0) instanceof Refine.Cutout cutout
                && cutout.remote()
                && !cutout.keepOriginal();
    }

    /** To be asked for where {@link #isCutThere}. */
    Refine.Cutout remoteCutout() {
        return (Refine.Cutout) refine().get(0);
    }

    public boolean isRefined() {
        return !isDirectory() && !refine().isEmpty();
    }

    Map<String, Object> row() {
        return Json.part(context.get("row"));
    }

    Map<String, Object> target() {
        return Json.part(context.get("target"));
    }

    Map<String, Object> linkColumns() {
        return Json.part(link.get("link"));
    }

    /** The name that a directory was given, below which its files are; empty for others. */
    String folder() {
        return link.get("folder") instanceof String folder ? folder : "";
    }

    /** The URL that the directory started at. */
    String start() {
        return link.get("start") instanceof String start ? start : product.url();
    }

    /** Where that directory is, in each place. */
    List<String> starts() {
        return link.get("starts") instanceof List<?> starts
                ? starts.stream().map(String::valueOf).toList()
                : List.of();
    }

    public boolean isCutout() {
        return link.get("cutout") != null;
    }

    /** Whether a job has to be made at the service. */
    public boolean isAsync() {
        return "async".equals(link.get("cutout"));
    }

    /**
     * Whether the length of the product is that of the file, as a listing or DataLink has it, and not the estimate that a row
     * has.
     */
    boolean hasExactLength() {
        return product.length() != null
                && (product.relative() != null || linkColumns().containsKey("service_def"));
    }

    /** Of a cutout: the lengths of the files that it may be cut out of. */
    List<Long> wholes() {
        return link.get("wholes") instanceof List<?> lengths
                ? lengths.stream()
                        .filter(Number.class::isInstance)
                        .map(length -> ((Number) length).longValue())
                        .toList()
                : List.of();
    }

    /** Of a cutout of several regions: the {@code key} and the {@code url} of each by itself. */
    @SuppressWarnings("unchecked")
    List<Map<String, String>> each() {
        return link.get("each") instanceof List<?> each ? (List<Map<String, String>>) each : List.of();
    }

    String service() {
        return context.get("service") instanceof String service ? service : "";
    }
}
