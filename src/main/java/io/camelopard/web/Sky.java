package io.camelopard.web;

import io.camelopard.flow.Json;
import io.camelopard.harvest.Targets;
import io.camelopard.web.Mollweide.Point;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where on the sky the products of a run are: gathered in cells of the map, so that any number of them is few. */
final class Sky {
    /** In pixels of the map. */
    private static final int CELL = 8;

    private static final int LONGEST_NAME = 40;

    private final Map<List<Integer>, Spot> cells = new HashMap<>();
    private String context = "";
    private @Nullable Point at;
    private String name = "";
    private long count;
    private long unknown;

    /** Products that are at one place of the map, each exactly where it is as long as they are at one place of the sky. */
    static final class Spot {
        private final String name;
        private double x;
        private double y;
        private long count;
        private long stored;
        private long failed;

        private Spot(String name) {
            this.name = name;
        }

        private void add(Point at, String outcome) {
            x += at.x();
            y += at.y();
            count++;
            stored += outcome.equals("stored") ? 1 : 0;
            failed += outcome.equals("failed") ? 1 : 0;
        }

        /** That of a target there; may be empty. */
        String name() {
            return name;
        }

        Point at() {
            return new Point(x / count, y / count);
        }

        long count() {
            return count;
        }

        long stored() {
            return stored;
        }

        long failed() {
            return failed;
        }
    }

    /** Adds a product, by the context of its selected row. */
    void add(String json, String outcome) {
        // All products of a row, and all files of a folder, have the same.
        if (!json.equals(context)) {
            context = json;
            look(Item.parsed(json));
        }
        Point point = at;
        if (point == null) {
            unknown++;
            return;
        }
        count++;
        List<Integer> cell = List.of((int) point.x() / CELL, (int) point.y() / CELL);
        cells.computeIfAbsent(cell, c -> new Spot(name)).add(point, outcome);
    }

    private void look(Map<String, Object> fields) {
        Map<String, Object> target = Json.part(fields.get("target"));
        Map<String, Object> row = Json.part(fields.get("row"));
        String given = Objects.toString(target.getOrDefault("name", row.get("target_name")), "");
        name = Item.clipped(given, LONGEST_NAME);
        at = Targets.position(row)
                .or(() -> Targets.position(target))
                .map(position -> Mollweide.of(position.ra(), position.dec()))
                .orElse(null);
    }

    /** The smallest first. */
    List<Spot> spots() {
        return cells.values().stream()
                .sorted(Comparator.comparingLong(Spot::count))
                .toList();
    }

    /** Products whose position is known. */
    long count() {
        return count;
    }

    /** Products whose position is not known. */
    long unknown() {
        return unknown;
    }
}
