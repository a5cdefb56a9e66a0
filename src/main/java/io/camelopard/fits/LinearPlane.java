package io.camelopard.fits;

import org.jspecify.annotations.Nullable;

/** The plane of an ordinary header: SIP, where there is one, then the matrix, then TPV. */
record LinearPlane(
        Affine affine, @Nullable Sip sip, @Nullable Tpv tpv) implements Plane {

    @Override
    public Point toPlane(Point pixel) {
        Point offset = affine.offset(pixel);
        Point plane = affine.toPlane(sip == null ? offset : sip.correct(offset));
        return tpv == null ? plane : tpv.correct(plane);
    }

    @Override
    public @Nullable Point toPixel(Point plane) {
        Point straight = affine.toPixel(plane);
        return sip == null && tpv == null ? straight : Newton.solve(this::toPlane, plane, straight);
    }

    @Override
    public Point scale() {
        return affine.scale();
    }
}
