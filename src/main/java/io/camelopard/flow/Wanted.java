package io.camelopard.flow;

import io.camelopard.harvest.LinkChooser.Choice;
import io.camelopard.vo.Link;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a harvest wants of the links of one row.
 *
 * @param choices in order of preference; empty where nothing matches
 * @param links all that there were to choose from, with those of further documents
 * @param missed why the alternatives before the first choice came to nothing
 * @param failure why further documents could not be had; null where there were none, or all of them
 */
record Wanted(
        List<Choice> choices,
        List<Link> links,
        List<String> missed,
        @Nullable RuntimeException failure) {
    Wanted {
        choices = List.copyOf(choices);
        links = List.copyOf(links);
        missed = List.copyOf(missed);
    }
}
