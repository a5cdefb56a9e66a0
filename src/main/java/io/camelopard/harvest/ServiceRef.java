package io.camelopard.harvest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One entry of {@code search.service}; as a text, it is as written. */
public sealed interface ServiceRef {

    /** A base URL. */
    record Url(String url) implements ServiceRef {
        @Override
        public String toString() {
            return url;
        }
    }

    /** An IVOA identifier, resolved by the registry. */
    record Ivoid(String ivoid) implements ServiceRef {
        @Override
        public String toString() {
            return ivoid;
        }
    }

    /**
     * A search of the registry; what is given must all hold.
     *
     * @param servicetype {@code tap}, {@code scs}, …; null: that of the search's protocol
     * @param ivoid an identifier, or a pattern with {@code %}
     */
    record RegistrySearch(
            @Nullable String servicetype,
            List<String> keywords,
            @Nullable String waveband,
            @Nullable String ivoid,
            Take take)
            implements ServiceRef {
        public RegistrySearch {
            keywords = List.copyOf(keywords);
        }
    }

    /** How many services a registry search may end in: exactly one, the first, all. */
    enum Take {
        ONE,
        FIRST,
        ALL
    }
}
