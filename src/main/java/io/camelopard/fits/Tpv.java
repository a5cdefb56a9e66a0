package io.camelopard.fits;

/**
 * Polynomials that correct the plane of TAN (the convention TPV of the FITS registry). SCAMP writes them without the name, so
 * that a TAN with a parameter that TAN has no use for is a TPV.
 */
final class Tpv {
    private static final int DEGREES = 7;
    private static final int TERMS = 40;

    private final double[] lon;
    private final double[] lat;

    private Tpv(double[] lon, double[] lat) {
        this.lon = lon;
        this.lat = lat;
    }

    static boolean isIn(Header header, CelestialAxes axes) {
        return axes.projection().equals("TPV")
                || (axes.projection().equals("TAN") && !Sip.isIn(header) && hasParameters(header, axes));
    }

    /** PVi_0 to PVi_4 of the longitude are LONPOLE and its like. */
    private static boolean hasParameters(Header header, CelestialAxes axes) {
        return header.keywords().stream()
                .anyMatch(key -> key.matches("PV" + axes.latitude() + "_[0-9]+")
                        || key.matches("PV" + axes.longitude() + "_([5-9]|[0-9]{2})"));
    }

    static Tpv of(Header header, CelestialAxes axes) {
        return new Tpv(coefficients(header, axes.longitude()), coefficients(header, axes.latitude()));
    }

    private static double[] coefficients(Header header, int axis) {
        double[] all = new double[TERMS];
        for (int m = 0; m < TERMS; m++) {
            all[m] = header.number("PV" + axis + "_" + m, m == 1 ? 1 : 0);
        }
        return all;
    }

    Point correct(Point plane) {
        return new Point(sum(lon, plane.x(), plane.y()), sum(lat, plane.y(), plane.x()));
    }

    /** The terms of each degree, x first; after those of an odd degree that power of the radius. */
    private static double sum(double[] coefficients, double x, double y) {
        double sum = coefficients[0];
        int m = 1;
        for (int degree = 1; degree <= DEGREES; degree++) {
            for (int power = 0; power <= degree; power++) {
                sum += coefficients[m++] * Math.pow(x, degree - power) * Math.pow(y, power);
            }
            if (degree % 2 == 1) {
                sum += coefficients[m++] * Math.pow(Math.hypot(x, y), degree);
            }
        }
        return sum;
    }
}
