package io.camelopard.fits;

import io.camelopard.FinalException;

/**
 * The linear part (FITS 4.0, section 8.1): the matrix by which offsets from CRPIX become degrees on the plane. The first row is
 * that of the longitude, the columns are in the order of the pixel axes.
 */
record Affine(double crpix1, double crpix2, double a, double b, double c, double d) {

    /** @throws FinalException for a matrix without inverse */
    Affine {
        double determinant = a * d - b * c;
        if (determinant == 0 || !Double.isFinite(determinant)) {
            throw new FinalException("the matrix of the celestial axes has no inverse: CD or PC and CDELT are " + a
                    + ", " + b + ", " + c + ", " + d);
        }
    }

    /**
     * CD, else PC with CDELT, else CDELT with the CROTA of the latitude axis (Paper II, section 6.1).
     *
     * @throws FinalException where a third axis takes part, or a unit is no angle
     */
    static Affine of(Header header, CelestialAxes axes) {
        MatrixReader reader = new MatrixReader(header, axes);
        double[] lon = reader.row(axes.longitude());
        double[] lat = reader.row(axes.latitude());
        return new Affine(
                header.number("CRPIX" + axes.first(), 0),
                header.number("CRPIX" + axes.second(), 0),
                lon[0],
                lon[1],
                lat[0],
                lat[1]);
    }

    Point offset(Point pixel) {
        return pixel.plus(-crpix1, -crpix2);
    }

    Point toPlane(Point offset) {
        return new Point(a * offset.x() + b * offset.y(), c * offset.x() + d * offset.y());
    }

    Point toPixel(Point plane) {
        double determinant = a * d - b * c;
        double x = (d * plane.x() - b * plane.y()) / determinant;
        double y = (a * plane.y() - c * plane.x()) / determinant;
        return new Point(x + crpix1, y + crpix2);
    }

    Point scale() {
        return new Point(Math.hypot(a, c), Math.hypot(b, d));
    }
}
