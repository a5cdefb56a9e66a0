package io.camelopard.vo;

import java.util.List;

/**
 * A part of the sky between two meridians and two parallels. Its western and southern edges belong to it, the eastern and
 * northern do not, so that of cells side by side just one has a position; a pole belongs to the cells that end there.
 *
 * @param origin the right ascension that {@code west} and {@code east} are counted from; the same in all cells of a search
 * @param west in degrees east of the origin, 0 to 360
 * @param east in degrees east of the origin, more than {@code west}, at most 360
 * @param south declination in degrees
 * @param north declination in degrees, more than {@code south}
 */
public record SkyCell(double origin, double west, double east, double south, double north) {
    /** A service may round positions where it searches and where it answers: 0.1 arcsec. */
    private static final double MARGIN = 0.1 / 3600;

    private static final double WIDEST = 90;

    /** The cell that has all of a circle inside, with a margin. */
    public static SkyCell around(double ra, double dec, double radius) {
        double wide = radius + MARGIN;
        if (dec - wide <= -90 || dec + wide >= 90) {
            return new SkyCell(0, 0, 360, Math.max(-90, dec - wide), Math.min(90, dec + wide));
        }
        double half = Math.toDegrees(Math.asin(Math.sin(Math.toRadians(wide)) / Math.cos(Math.toRadians(dec))));
        return new SkyCell(ra - half, 0, 2 * half, dec - wide, dec + wide);
    }

    public boolean contains(double ra, double dec) {
        double at = fromOrigin(ra);
        boolean between = at >= west && at < east;
        return between && dec >= south && (dec < north || (north == 90 && dec == 90));
    }

    private double fromOrigin(double ra) {
        double at = (ra - origin) % 360;
        double around = at < 0 ? at + 360 : at;
        return around >= 360 ? 0 : around; // what is less than 0 by next to nothing is rounded to 360
    }

    /** Two cells that together are this one, divided across its longer side. */
    public List<SkyCell> halves() {
        double nearest = south <= 0 && north >= 0 ? 0 : Math.min(Math.abs(south), Math.abs(north));
        double width = east - west;
        if (width > WIDEST || width * Math.cos(Math.toRadians(nearest)) > north - south) {
            double middle = west + width / 2;
            return List.of(
                    new SkyCell(origin, west, middle, south, north), new SkyCell(origin, middle, east, south, north));
        }
        double middle = south + (north - south) / 2;
        return List.of(new SkyCell(origin, west, east, south, middle), new SkyCell(origin, west, east, middle, north));
    }

    /** The circle that has all of the cell inside, with a margin. */
    public Region cone() {
        double ra = (origin + (west + east) / 2) % 360;
        return Region.circle(ra < 0 ? ra + 360 : ra, (south + north) / 2, Math.min(180, radius() * 1.001 + MARGIN));
    }

    /** From its middle to the farthest of its corners, which is its farthest point up to a width of half the sky. */
    public double radius() {
        double half = (east - west) / 2;
        double middle = (south + north) / 2;
        return half > 90 ? 180 : Math.max(Sky.distance(0, middle, half, south), Sky.distance(0, middle, half, north));
    }

    /** Whether it may have a position in common with a circle; it may say so although it has none. */
    public boolean mayTouch(double ra, double dec, double radius) {
        Region cone = cone();
        return Sky.distance(ra, dec, cone.ra(), cone.dec()) <= radius + cone.radius();
    }
}
