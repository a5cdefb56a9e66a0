package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.harvest.Alternative;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.Search;
import io.camelopard.harvest.StoreSpec;
import java.util.ArrayList;
import java.util.List;

/** What a harvest may say and this version does not do. It is refused before anything is asked, so that nothing is left out quietly. */
final class NotYet {
    private NotYet() {}

    static void check(Harvest harvest) {
        List<String> found = new ArrayList<>();
        search(harvest.search(), found);
        harvest.links().alternatives().forEach(alternative -> link(alternative, found));
        if (!harvest.refine().isEmpty()) {
            found.add("refine");
        }
        if (!harvest.tables().isEmpty()) {
            found.add("table");
        }
        StoreSpec store = harvest.store();
        if (store != null && store.s3()) {
            found.add("store.to s3://");
        }
        if (store != null && store.existing() == StoreSpec.Existing.KEEP_BOTH) {
            found.add("store.existing keep_both");
        }
        if (!found.isEmpty()) {
            throw new MisuseException("not yet done by this version: " + String.join(", ", found));
        }
    }

    private static void search(Search search, List<String> found) {
        switch (search.protocol()) {
            case SCS, TAP, NONE -> {}
            default -> found.add("search.protocol " + search.protocol().name().toLowerCase(java.util.Locale.ROOT));
        }
        if (search.overflow() == Search.Overflow.SPLIT) {
            found.add("search.overflow split");
        }
        if (search.watermark() != null) {
            found.add("search.watermark");
        }
    }

    private static void link(Alternative alternative, List<String> found) {
        if (alternative.cutout() != null) {
            found.add("links.cutout");
        }
        if (alternative.via() == Alternative.Via.CLOUD) {
            found.add("links.via cloud");
        }
        if (alternative.refine() != null && !alternative.refine().isEmpty()) {
            found.add("links.refine");
        }
    }
}
