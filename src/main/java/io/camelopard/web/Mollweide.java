package io.camelopard.web;

/** The sky as an ellipse of equal areas, 0h in the middle, right ascension to the left: x to the right, y down, both in pixels. */
final class Mollweide {
    static final double WIDTH = 1000;
    static final double HEIGHT = 500;
    private static final double CLOSE = 1e-9;
    private static final int MOST_STEPS = 60;

    private Mollweide() {}

    /** @param x,y from the upper left corner */
    record Point(double x, double y) {}

    /** @param ra,dec in degrees; ra from -180, at the right edge, to 360 */
    static Point of(double ra, double dec) {
        double around = ra > 180 ? ra - 360 : ra;
        double theta = theta(Math.toRadians(dec));
        double x = -around / 180 * Math.cos(theta);
        return new Point(WIDTH / 2 * (1 + x), HEIGHT / 2 * (1 - Math.sin(theta)));
    }

    /** The solution of 2θ + sin 2θ = π sin δ by Newton's method; at the poles it has none. */
    private static double theta(double dec) {
        if (Math.abs(dec) >= Math.PI / 2 - CLOSE) {
            return Math.copySign(Math.PI / 2, dec);
        }
        double goal = Math.PI * Math.sin(dec);
        double twice = dec;
        for (int i = 0; i < MOST_STEPS; i++) {
            double step = (twice + Math.sin(twice) - goal) / (1 + Math.cos(twice));
            twice -= step;
            if (Math.abs(step) < CLOSE) {
                break;
            }
        }
        return twice / 2;
    }

    /** The point of the Galactic plane at a longitude in degrees: right ascension from -180 to 180, and declination. */
    static double[] galactic(double longitude) {
        double poleRa = 192.85948;
        double poleDec = Math.toRadians(27.12825);
        double from = Math.toRadians(122.93192 - longitude);
        double dec = Math.asin(Math.cos(poleDec) * Math.cos(from));
        double ra = poleRa + Math.toDegrees(Math.atan2(Math.sin(from), -Math.sin(poleDec) * Math.cos(from)));
        return new double[] {Math.IEEEremainder(ra, 360), Math.toDegrees(dec)};
    }
}
