package io.camelopard.fits;

/** A pair of numbers whose meaning is told where it is used: a place on the plane of projection, or a pixel. */
record Point(double x, double y) {

    Point plus(double dx, double dy) {
        return new Point(x + dx, y + dy);
    }

    boolean isFinite() {
        return Double.isFinite(x) && Double.isFinite(y);
    }
}
