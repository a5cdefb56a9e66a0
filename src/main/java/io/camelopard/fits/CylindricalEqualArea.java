package io.camelopard.fits;

import io.camelopard.FinalException;
import org.jspecify.annotations.Nullable;

/**
 * CEA (Paper II, section 5.2.2).
 *
 * @param lambda PVi_1 of the latitude axis: the square of the cosine of the latitude at which it is conformal
 */
record CylindricalEqualArea(double lambda) implements Projection {

    /** @throws FinalException for a parameter that is not between 0 and 1 */
    static CylindricalEqualArea of(double lambda) {
        if (!(lambda > 0 && lambda <= 1)) {
            throw new FinalException("projection 'CEA' with the parameter " + lambda + "; it is above 0 and at most 1");
        }
        return new CylindricalEqualArea(lambda);
    }

    @Override
    public double theta0() {
        return 0;
    }

    @Override
    public @Nullable Point toPlane(double phi, double theta) {
        return new Point(phi, Math.sin(theta * DEGREE) / lambda / DEGREE);
    }

    @Override
    public @Nullable Point toSphere(double x, double y) {
        double sin = y * DEGREE * lambda;
        return Math.abs(sin) > 1 ? null : new Point(x, Math.asin(sin) / DEGREE);
    }
}
