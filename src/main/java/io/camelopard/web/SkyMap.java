package io.camelopard.web;

import io.camelopard.web.Mollweide.Point;
import io.camelopard.web.Sky.Spot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Draws the sky of a run as SVG: a grid, the Galactic plane, and the spots. */
final class SkyMap {
    private static final int MARGIN = 14;
    private static final int MOST_NAMES = 12;
    /** More spots are drawn smaller. */
    private static final int FEW = 300;

    private static final double NAME_GAP = 14;
    private static final double NAME_STEP = 17;
    private static final double NAME_HEIGHT = 34;

    private final Html page;
    private final Sky sky;

    private SkyMap(Html page, Sky sky) {
        this.page = page;
        this.sky = sky;
    }

    static void draw(Html page, Sky sky) {
        new SkyMap(page, sky).draw();
    }

    private void draw() {
        String box = "%d %d %d %d"
                .formatted(-MARGIN, -MARGIN, (int) Mollweide.WIDTH + 2 * MARGIN, (int) Mollweide.HEIGHT + 2 * MARGIN);
        String label = "Map of the whole sky with the positions of %,d products".formatted(sky.count());
        page.open("svg", "class", "sky", "viewBox", box, "role", "img", "aria-label", label);
        page.empty("ellipse", "class", "ground", "cx", "500", "cy", "250", "rx", "500", "ry", "250");
        grid();
        plane();
        labels();
        List<Spot> spots = sky.spots();
        page.open("g", "class", spots.size() > FEW ? "many" : "few");
        spots.forEach(spot -> spot(spot, spots.size() > FEW ? 0.4 : 1));
        page.close();
        names(spots);
        page.close();
    }

    private void grid() {
        for (int dec = -60; dec <= 60; dec += 30) {
            line(dec == 0 ? "equator" : "grid", List.of(Mollweide.of(-180, dec), Mollweide.of(180, dec)));
        }
        for (int ra = -150; ra <= 150; ra += 30) {
            List<Point> meridian = new ArrayList<>();
            for (int dec = -90; dec <= 90; dec += 5) {
                meridian.add(Mollweide.of(ra, dec));
            }
            line("grid", meridian);
        }
    }

    /** In pieces, where it leaves the map at one side and comes back at the other. */
    private void plane() {
        List<Point> piece = new ArrayList<>();
        for (int longitude = 0; longitude <= 360; longitude += 3) {
            double[] at = Mollweide.galactic(longitude);
            Point point = Mollweide.of(at[0], at[1]);
            if (!piece.isEmpty()
                    && Math.abs(point.x() - piece.get(piece.size() - 1).x()) > Mollweide.WIDTH / 2) {
                line("plane", piece);
                piece = new ArrayList<>();
            }
            piece.add(point);
        }
        line("plane", piece);
    }

    private void line(String type, List<Point> points) {
        StringBuilder path = new StringBuilder();
        points.forEach(p -> path.append(path.isEmpty() ? "M" : "L")
                .append(number(p.x()))
                .append(' ')
                .append(number(p.y())));
        page.empty("path", "class", type, "d", path.toString());
    }

    private void labels() {
        for (int hour = 3; hour <= 21; hour += 3) {
            if (hour != 12) {
                label(Mollweide.of(hour * 15, 0), 0, -7, hour + "h", "middle", hour % 6 == 0 ? "tick" : "tick minor");
            }
        }
        label(Mollweide.of(0, 0), 0, -7, "0h", "middle", "tick");
        for (int dec : new int[] {-60, -30, 30, 60}) {
            label(Mollweide.of(0, dec), 7, -7, "%+d°".formatted(dec).replace('-', '−'), "start", "tick");
        }
        double[] centre = Mollweide.galactic(0);
        Point at = Mollweide.of(centre[0], centre[1]);
        page.empty("path", "class", "centre", "d", "M%s %sm-6 0h12m-6 -6v12".formatted(number(at.x()), number(at.y())));
        double[] along = Mollweide.galactic(150);
        label(Mollweide.of(along[0], along[1]), -10, -6, "Galactic plane", "end", "tick soft");
    }

    private void label(Point at, double dx, double dy, String text, String anchor, String type) {
        page.element(
                "text", text, "class", type, "x", number(at.x() + dx), "y", number(at.y() + dy), "text-anchor", anchor);
    }

    private void spot(Spot spot, double scale) {
        String type = spot.stored() > 0 ? "stored" : spot.failed() > 0 ? "failed" : "skipped";
        double radius = scale * Math.min(15, 4.5 + 2.2 * Math.log10((double) spot.count()));
        page.open(
                "circle",
                "class",
                "spot " + type,
                "cx",
                number(spot.at().x()),
                "cy",
                number(spot.at().y()),
                "r",
                number(radius));
        page.element("title", title(spot));
        page.close();
    }

    private static String title(Spot spot) {
        String name = spot.name().isEmpty() ? "" : spot.name() + ": ";
        String failed = spot.failed() == 0 ? "" : ", %,d failed".formatted(spot.failed());
        return "%s%,d %s, %,d stored%s"
                .formatted(name, spot.count(), spot.count() == 1 ? "product" : "products", spot.stored(), failed);
    }

    /** Where a name would stand, as large as it is on a phone. */
    private record Box(double left, double right, double y) {
        static Box of(Point at, boolean outwards, String name) {
            boolean left = (at.x() < Mollweide.WIDTH / 2) == outwards;
            double length = NAME_GAP + name.length() * NAME_STEP;
            return new Box(left ? at.x() - length : at.x(), left ? at.x() : at.x() + length, at.y());
        }

        boolean isFree(List<Box> taken) {
            return isInside(left)
                    && isInside(right)
                    && taken.stream()
                            .noneMatch(
                                    box -> box.left < right && left < box.right && Math.abs(box.y - y) < NAME_HEIGHT);
        }

        private boolean isInside(double x) {
            return Math.hypot(2 * x / Mollweide.WIDTH - 1, 2 * y / Mollweide.HEIGHT - 1) < 1;
        }
    }

    /** Beside the spots, as far as they are few and there is room. */
    private void names(List<Spot> spots) {
        List<Box> taken = new ArrayList<>();
        for (Spot spot : spots.size() > MOST_NAMES ? List.<Spot>of() : spots) {
            Stream.of(true, false)
                    .map(outwards -> Box.of(spot.at(), outwards, spot.name()))
                    .filter(box -> !spot.name().isEmpty() && box.isFree(taken))
                    .findFirst()
                    .ifPresent(box -> {
                        taken.add(box);
                        boolean left = box.left() < spot.at().x();
                        label(spot.at(), left ? -NAME_GAP : NAME_GAP, 6, spot.name(), left ? "end" : "start", "name");
                    });
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
