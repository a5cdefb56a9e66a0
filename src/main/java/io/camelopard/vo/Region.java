package io.camelopard.vo;

/**
 * A part of the sky to search: a circle, or a rectangle along right ascension and declination.
 *
 * @param ra of its centre, ICRS, degrees
 * @param dec of its centre, ICRS, degrees
 * @param width its full extent along right ascension, in degrees of arc
 * @param height its full extent along declination, in degrees
 */
public record Region(double ra, double dec, double width, double height) {
    /** @param radius in degrees */
    public static Region circle(double ra, double dec, double radius) {
        return new Region(ra, dec, 2 * radius, 2 * radius);
    }

    /** Of the circle; for a rectangle, half its width. In degrees. */
    public double radius() {
        return width / 2;
    }
}
