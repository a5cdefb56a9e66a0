package io.camelopard.vo;

import io.camelopard.votable.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row and what it links to.
 *
 * @param id what the row's dataset is known by, see {@link DatasetId}; empty only where there is nothing to fetch
 * @param links in the service's order, error rows among them; empty where there are none, or where they are unknown
 *     because of {@code failure}
 * @param failure why the links could not be had: transient or final
 */
public record RowLinks(
        Row row, String id, List<Link> links, @Nullable RuntimeException failure) {
    public RowLinks {
        links = List.copyOf(links);
    }
}
