package io.camelopard.fits;

import org.jspecify.annotations.Nullable;

/**
 * SIN, also slanted, as interferometers make it (Paper II, section 5.1.5).
 *
 * @param xi PVi_1 of the latitude axis
 * @param eta PVi_2
 */
record Orthographic(double xi, double eta) implements Projection {

    @Override
    public double theta0() {
        return 90;
    }

    @Override
    public @Nullable Point toPlane(double phi, double theta) {
        double sin = Math.sin(phi * DEGREE);
        double cos = Math.cos(phi * DEGREE);
        if (theta < -Math.atan(xi * sin - eta * cos) / DEGREE) {
            return null;
        }
        double across = Math.cos(theta * DEGREE);
        double depth = depth(theta);
        return new Point((across * sin + xi * depth) / DEGREE, -(across * cos - eta * depth) / DEGREE);
    }

    /** 1 − sin θ, exact also near the pole. */
    private static double depth(double theta) {
        double half = Math.sin((90 - theta) / 2 * DEGREE);
        return 2 * half * half;
    }

    /** Equations 60 to 65, solved for 1 − sin θ, which keeps its digits where sin θ loses them. */
    @Override
    public @Nullable Point toSphere(double x, double y) {
        double right = x * DEGREE;
        double up = y * DEGREE;
        double p = 1 + xi * right + eta * up;
        double square = right * right + up * up;
        double root = p * p - (1 + xi * xi + eta * eta) * square;
        if (root < 0) {
            return null;
        }
        double depth = square / (p + Math.sqrt(root));
        double sin = right - xi * depth;
        double cos = -(up - eta * depth);
        double colatitude = Math.atan2(Math.hypot(sin, cos), 1 - depth);
        return new Point(Math.atan2(sin, cos) / DEGREE, 90 - colatitude / DEGREE);
    }
}
