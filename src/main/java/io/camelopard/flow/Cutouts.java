package io.camelopard.flow;

import io.camelopard.ledger.Kind;
import io.camelopard.ledger.NewProduct;
import io.camelopard.vo.Link;
import io.camelopard.vo.Soda;
import io.camelopard.vo.SodaCutout;
import io.camelopard.vo.Target;
import io.camelopard.vo.Vocabulary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes ledger entries of cutouts. One is known by its dataset, the semantics of its link and what it cuts out; so it is
 * another product for each target that it is around. Its URL is the request.
 */
final class Cutouts {
    private static final int MOST_FILES = 100;

    private final String store;
    private final @Nullable Target target;
    private final UnaryOperator<String> host;

    /** @param host whose limits a URL counts against */
    Cutouts(String store, @Nullable Target target, UnaryOperator<String> host) {
        this.store = store;
        this.target = target;
        this.host = host;
    }

    /**
     * One product, of all its regions together; where a job makes it, one for each region, since each is a result of its own.
     *
     * @param siblings all links of the dataset, among them the whole files
     */
    List<NewProduct> products(
            String identity, Link link, SodaCutout cutout, Map<String, Object> fields, List<Link> siblings) {
        Soda soda = Soda.of(link.service()).orElseThrow();
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put("cutout", soda.sync() ? "sync" : "async");
        more.put("wholes", soda.takesAll(cutout, target) ? List.of() : wholes(siblings));
        List<SodaCutout> each = cutout.each();
        if (soda.sync() && each.size() > 1) {
            more.put("each", each.stream().map(one -> part(soda, one)).toList());
        }
        return (soda.sync() ? List.of(cutout) : each)
                .stream()
                        .map(one -> product(identity + " " + one.key(target), soda.url(one, target), more))
                        .toList();
    }

    private Map<String, String> part(Soda soda, SodaCutout one) {
        return Map.of("key", one.key(target), "url", soda.url(one, target));
    }

    private NewProduct product(String identity, String url, Map<String, Object> fields) {
        return new NewProduct(
                store, identity, Kind.FILE, url, host.apply(url), Json.write(fields), null, null, null, null);
    }

    /** The lengths of the files that it may be cut out of. */
    private static List<Long> wholes(List<Link> siblings) {
        return siblings.stream()
                .filter(link -> link.semantics().equals(Vocabulary.core().normalise("#this")))
                .map(Link::contentLength)
                .filter(Objects::nonNull)
                .distinct()
                .limit(MOST_FILES)
                .toList();
    }

    /** The same cutout, one region at a time, in place of a product that its service refused to make in one request. */
    static List<NewProduct> separate(Job job, UnaryOperator<String> host) {
        Map<String, Object> fields = new LinkedHashMap<>(job.link());
        fields.remove("each");
        Cutouts cutouts = new Cutouts(job.product().store(), null, host);
        return job.each().stream()
                .map(part -> cutouts.product(
                        job.product().identity() + " / " + part.getOrDefault("key", ""),
                        part.getOrDefault("url", ""),
                        fields))
                .toList();
    }
}
