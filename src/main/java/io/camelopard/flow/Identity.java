package io.camelopard.flow;

import io.camelopard.vo.LastingUrl;
import io.camelopard.vo.Link;
import io.camelopard.vo.MastProducts;
import io.camelopard.vo.Soda;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a product is known by from run to run: the identifier of its dataset and the semantics of its link; where a dataset
 * has several links of one kind, also by what tells these apart. The URL itself may expire and move; what of it gives access is
 * left out.
 */
final class Identity {
    private static final List<Function<Link, @Nullable String>> OF_FILES =
            List.of(Link::localSemantics, link -> Naming.lastSegment(url(link)), Link::description, Identity::url);
    private static final List<Function<Link, @Nullable String>> OF_SERVICES =
            List.of(Identity::dataset, Link::localSemantics, Link::description, Link::serviceDef);

    private Identity() {}

    /**
     * @param dataset empty where it is not known
     * @param siblings all links of the dataset, among them this one
     */
    static String of(String dataset, Link link, List<Link> siblings) {
        if (link.columns().get(MastProducts.DATA_URI) instanceof String uri) {
            return uri + " " + link.semantics();
        }
        boolean service = link.accessUrl() == null;
        String known = !dataset.isEmpty() ? dataset : service ? dataset(link) : url(link);
        List<Link> alike = siblings.stream()
                .filter(other -> other.semantics().equals(link.semantics()))
                .filter(other -> service ? sync(other).equals(sync(link)) : other.accessUrl() != null)
                .toList();
        return known + " " + link.semantics() + which(link, alike, service ? OF_SERVICES : OF_FILES);
    }

    // A service is often there twice, for an answer at once and for a job; what it makes is the same.
    private static Optional<Boolean> sync(Link link) {
        return Soda.of(link.service()).map(Soda::sync);
    }

    private static String which(Link link, List<Link> alike, List<Function<Link, @Nullable String>> names) {
        if (alike.size() < 2) {
            return "";
        }
        for (Function<Link, @Nullable String> name : names) {
            long different =
                    alike.stream().map(name).filter(Objects::nonNull).distinct().count();
            if (different == alike.size()) {
                return " " + name.apply(link);
            }
        }
        return " " + names.get(names.size() - 1).apply(link);
    }

    private static String url(Link link) {
        return LastingUrl.of(Objects.requireNonNullElse(link.accessUrl(), ""));
    }

    private static String dataset(Link link) {
        return Soda.of(link.service()).map(Soda::dataset).orElse("");
    }
}
