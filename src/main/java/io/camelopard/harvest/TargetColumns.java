package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which columns of a target list are name, ra and dec. */
final class TargetColumns {
    private static final List<String> NAMES = List.of("name", "object", "target", "main_id");
    private static final List<String> RAS =
            List.of("ra", "s_ra", "raj2000", "_raj2000", "ra_icrs", "ra_j2000", "ra_deg", "_ra");
    private static final List<String> DECS = List.of(
            "dec",
            "s_dec",
            "dej2000",
            "_dej2000",
            "decj2000",
            "de_icrs",
            "dec_icrs",
            "dec_j2000",
            "dec_deg",
            "decdeg",
            "_de");

    private final List<String> columns;
    private final int name;
    private final int ra;
    private final int dec;

    private TargetColumns(List<String> columns) {
        this.columns = columns;
        this.name = find(columns, NAMES);
        this.ra = find(columns, RAS);
        this.dec = find(columns, DECS);
    }

    /** @throws MisuseException when they name no target */
    static TargetColumns of(List<String> columns, String where) {
        TargetColumns found = new TargetColumns(columns);
        if (found.name < 0 && (found.ra < 0 || found.dec < 0)) {
            throw new MisuseException(
                    where + ": no column name (or object, target, main_id) and not both ra and dec (or"
                            + " s_ra and s_dec, RAJ2000 and DEJ2000); the columns are " + Nearest.list(columns));
        }
        return found;
    }

    /** The position of a row that calls it as a target list may; empty when it has none that is legal. */
    static Optional<Position> position(Map<String, ?> row) {
        TargetColumns found = new TargetColumns(List.copyOf(row.keySet()));
        try {
            return Optional.ofNullable(found.position(new ArrayList<>(row.values()), "row"));
        } catch (MisuseException e) {
            return Optional.empty(); // a text or a number, but none of a position
        }
    }

    private static int find(List<String> columns, List<String> wanted) {
        for (String one : wanted) {
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).equalsIgnoreCase(one)) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** A position wins over the name. */
    Targets.One target(List<@Nullable Object> cells, String where) {
        Object called = name < 0 ? null : cells.get(name);
        Position position = position(cells, where);
        if (called == null && position == null) {
            throw new MisuseException(where + ": neither a name nor a position");
        }
        Map<String, Object> others = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            if (i != name && i != ra && i != dec) {
                put(others, columns.get(i), cells.get(i));
            }
        }
        return new Targets.One(called == null ? null : Values.text(called).strip(), position, others);
    }

    @SuppressWarnings("NullAway") // a map of nullable values, which Map<String, Object> cannot say
    private static void put(Map<String, Object> others, String column, @Nullable Object value) {
        others.put(column, value);
    }

    private @Nullable Position position(List<@Nullable Object> cells, String where) {
        Object first = ra < 0 || dec < 0 ? null : cells.get(ra);
        Object second = ra < 0 || dec < 0 ? null : cells.get(dec);
        if (first == null || second == null) {
            return null;
        }
        try {
            String text = Values.text(first) + " " + Values.text(second);
            return Position.parse(text)
                    .orElseThrow(() -> new MisuseException("'" + Printable.of(text) + "' is no position: decimal"
                            + " degrees, or sexagesimal hours and degrees"));
        } catch (MisuseException e) {
            throw new MisuseException(where + ": " + e.getMessage(), e);
        }
    }
}
