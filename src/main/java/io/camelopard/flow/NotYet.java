package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.harvest.Alternative;
import io.camelopard.harvest.Harvest;
import java.util.ArrayList;
import java.util.List;

/** What a harvest may say and this version does not do. It is refused before anything is asked, so that nothing is left out quietly. */
final class NotYet {
    private NotYet() {}

    static void check(Harvest harvest) {
        List<String> found = new ArrayList<>();
        harvest.links().alternatives().forEach(alternative -> link(alternative, found));
        if (!harvest.refine().isEmpty()) {
            found.add("refine");
        }
        if (!found.isEmpty()) {
            throw new MisuseException("not yet done by this version: " + String.join(", ", found));
        }
    }

    private static void link(Alternative alternative, List<String> found) {
        if (alternative.refine() != null && !alternative.refine().isEmpty()) {
            found.add("links.refine");
        }
    }
}
