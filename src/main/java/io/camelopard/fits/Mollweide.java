package io.camelopard.fits;

import org.jspecify.annotations.Nullable;

/** MOL (Paper II, section 5.3.3). */
record Mollweide() implements Projection {
    private static final double ROOT = Math.sqrt(2);

    @Override
    public double theta0() {
        return 0;
    }

    @Override
    public @Nullable Point toPlane(double phi, double theta) {
        double gamma = gamma(Math.PI * Math.sin(theta * DEGREE));
        return new Point(2 * ROOT / Math.PI * phi * Math.cos(gamma), ROOT * Math.sin(gamma) / DEGREE);
    }

    /** Equation 101, 2γ + sin 2γ = v, by bisection: near the poles the derivative is zero. */
    private static double gamma(double v) {
        double low = -Math.PI / 2;
        double high = Math.PI / 2;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (2 * middle + Math.sin(2 * middle) < v) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    @Override
    public @Nullable Point toSphere(double x, double y) {
        double sin = y * DEGREE / ROOT;
        if (Math.abs(sin) > 1) {
            return null;
        }
        double gamma = Math.asin(sin);
        double phi = Math.cos(gamma) < 1e-12 ? 0 : Math.PI * x / (2 * ROOT * Math.cos(gamma));
        if (Math.abs(phi) > 180 + 1e-9) {
            return null;
        }
        double theta = Math.asin(Math.max(-1, Math.min(1, (2 * gamma + Math.sin(2 * gamma)) / Math.PI)));
        return new Point(phi, theta / DEGREE);
    }
}
