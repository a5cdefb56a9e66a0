package io.camelopard.fits;

import org.jspecify.annotations.Nullable;

/** From pixels to the plane of projection (intermediate world coordinates: longitude to x, latitude to y, degrees) and back. */
interface Plane {
    Point toPlane(Point pixel);

    /** @return null if no pixel is there */
    @Nullable Point toPixel(Point plane);

    /** Degrees a pixel at the reference point, along either pixel axis; without distortions. */
    Point scale();
}
