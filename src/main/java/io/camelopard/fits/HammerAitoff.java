package io.camelopard.fits;

import org.jspecify.annotations.Nullable;

/** AIT (Paper II, section 5.3.4). */
record HammerAitoff() implements Projection {
    @Override
    public double theta0() {
        return 0;
    }

    @Override
    public @Nullable Point toPlane(double phi, double theta) {
        double across = Math.cos(theta * DEGREE);
        double gamma = Math.sqrt(2 / (1 + across * Math.cos(phi / 2 * DEGREE))) / DEGREE;
        return new Point(2 * gamma * across * Math.sin(phi / 2 * DEGREE), gamma * Math.sin(theta * DEGREE));
    }

    @Override
    public @Nullable Point toSphere(double x, double y) {
        double right = x * DEGREE / 4;
        double up = y * DEGREE / 2;
        double square = 1 - right * right - up * up;
        if (square < 0.5) {
            return null;
        }
        double z = Math.sqrt(square);
        double phi = 2 * Math.atan2(2 * z * right, 2 * square - 1);
        return new Point(phi / DEGREE, Math.asin(2 * up * z) / DEGREE);
    }
}
