package io.camelopard.flow;

import io.camelopard.vo.Protocol;
import io.camelopard.vo.Region;
import io.camelopard.vo.RowColumns;
import io.camelopard.vo.Sky;
import io.camelopard.vo.SkyCell;
import io.camelopard.votable.Row;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cell of the region that was asked for. The circle around it is searched. A source is a point, and is kept from the cell
 * that it is in; an image belongs to each cell that it reaches into, and is kept when it is seen first. Where an image ends is not
 * known, so that those are kept too which only the circle around a cell reaches, a little beyond the region.
 */
record SkyPart(SkyCell cell, Whole whole) implements SearchPart {
    private static final double SMALLEST = 0.1 / 3600;

    /** @param radius of the circle that the search is for, or around what it is for */
    record Whole(double ra, double dec, double radius, boolean points, RowDigests seen) {}

    static SkyPart of(Region region, Protocol protocol) {
        // SIZE of SIA 1 is that of a square.
        double radius = protocol == Protocol.SIA ? Math.hypot(region.width(), region.height()) / 2 : region.radius();
        SkyCell cell = SkyCell.around(region.ra(), region.dec(), radius);
        return new SkyPart(
                cell, new Whole(region.ra(), region.dec(), radius, protocol == Protocol.SCS, new RowDigests()));
    }

    Region region() {
        return cell.cone();
    }

    @Override
    public List<SearchPart> halves() {
        if (cell.radius() < SMALLEST) {
            return List.of();
        }
        Stream<SearchPart> halves = cell.halves().stream()
                .filter(half -> half.mayTouch(whole.ra, whole.dec, whole.radius))
                .map(half -> new SkyPart(half, whole));
        return halves.toList();
    }

    @Override
    public boolean keeps(Row row) {
        Double ra = whole.points ? degrees(row, "s_ra") : null;
        Double dec = whole.points ? degrees(row, "s_dec") : null;
        if (ra == null || dec == null) {
            return whole.seen.add(row);
        }
        return cell.contains(ra, dec) && Sky.distance(whole.ra, whole.dec, ra, dec) <= whole.radius;
    }

    static @Nullable Double degrees(Row row, String name) {
        int index = RowColumns.indexOf(row.columns(), name);
        return index >= 0 && row.get(index) instanceof Number n ? Double.valueOf(n.doubleValue()) : null;
    }

    @Override
    public String toString() {
        Region cone = cell.cone();
        return "%.6f %+.6f within %.6f deg".formatted(cone.ra(), cone.dec(), cone.radius());
    }
}
