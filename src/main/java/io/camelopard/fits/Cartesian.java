package io.camelopard.fits;

import org.jspecify.annotations.Nullable;

/** CAR, the plate carrée (Paper II, section 5.2.3). */
record Cartesian() implements Projection {
    @Override
    public double theta0() {
        return 0;
    }

    @Override
    public @Nullable Point toPlane(double phi, double theta) {
        return new Point(phi, theta);
    }

    @Override
    public @Nullable Point toSphere(double x, double y) {
        return Math.abs(y) > 90 ? null : new Point(x, y);
    }
}
