package io.camelopard.harvest;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What needs a target, a store or a date. */
final class PlaceRules {
    private final Entry root;
    private final Harvest harvest;
    private final boolean targets;

    PlaceRules(Entry root, Harvest harvest) {
        this.root = root;
        this.harvest = harvest;
        this.targets = root.has("target");
    }

    void check() {
        if (!root.has("store") && !(harvest.links().none() && !root.has("table"))) {
            root.missing("store", "; it says where things go, such as {to: file:" + harvest.name() + "}");
        }
        Search.OrderBy order = harvest.search().orderBy();
        if (order != null && order.distance() && !targets) {
            root.at("search").at("order_by").wrong("distance is that from the target, and there is no target");
        }
        if (root.at("links").isList()) {
            root.at("links").items().forEach(this::alternative);
        }
        centres(root.at("refine"));
        tables();
    }

    private void alternative(Entry entry) {
        Entry circle = entry.at("cutout").at("circle");
        if (circle.there() && !circle.isList() && !targets) {
            circle.wrong("the circle is around the target, and there is no target; write [ra, dec, radius]");
        }
        centres(entry.at("refine"));
    }

    private void centres(Entry refine) {
        for (Entry step : refine.isList() ? refine.items() : List.<Entry>of()) {
            for (String name : List.of("cutout", "remote_cutout")) {
                Entry cutout = step.at(name);
                if (cutout.isMapping() && !cutout.has("at") && !targets) {
                    cutout.missing("at", "; there is no target around which to cut");
                }
            }
        }
    }

    private void tables() {
        Set<String> files = new HashSet<>();
        List<Entry> entries = root.at("table").items();
        for (int i = 0; i < entries.size(); i++) {
            Entry file = entries.get(i).at("file");
            Template template = harvest.tables().get(i).file();
            if (file.isText() && !files.add(template.text())) {
                file.wrong("two tables have this file");
            }
            if (file.isText() && root.at("search").has("watermark") && !dated(template)) {
                file.wrong("with a watermark each run finds only what is new, so the name must hold {date} or {run}");
            }
        }
    }

    private static boolean dated(Template template) {
        return template.uses("date") || template.uses("run");
    }
}
