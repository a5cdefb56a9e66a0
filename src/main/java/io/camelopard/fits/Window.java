package io.camelopard.fits;

import org.jspecify.annotations.Nullable;

/**
 * The pixels that belong to a part of the sky, chosen and rounded as astropy's {@code Cutout2D} does with {@code mode='trim'}:
 * the number of pixels is the angle by the scale at the reference point, rounded; the rectangle lies around the position as
 * evenly as whole pixels allow; what is outside of the image is left out.
 *
 * @param x the first pixel along the first celestial axis, counted from 0
 * @param y along the second one
 */
record Window(long x, long y, long width, long height) {
    private static final int POINTS = 64;

    /**
     * @param first length of the first celestial axis
     * @param second of the second one
     * @return null if no pixel is there
     */
    static @Nullable Window of(Wcs wcs, SkyPoint centre, Extent extent, long first, long second) {
        Pixel pixel = wcs.toPixel(centre);
        if (pixel == null) {
            return null;
        }
        Point size = size(wcs, centre, pixel, extent);
        Span across = Span.of(pixel.x(), size.x(), first);
        Span up = Span.of(pixel.y(), size.y(), second);
        return across.isEmpty() || up.isEmpty()
                ? null
                : new Window(across.from(), up.from(), across.length(), up.length());
    }

    private static Point size(Wcs wcs, SkyPoint centre, Pixel pixel, Extent extent) {
        if (extent instanceof Extent.Rectangle box) {
            return new Point(box.width() / wcs.firstScale(), box.height() / wcs.secondScale());
        }
        double radius = ((Extent.Circle) extent).radius();
        Point reach = reach(wcs, centre, pixel, radius);
        return new Point(
                covering(2 * radius / wcs.firstScale(), 2 * reach.x()),
                covering(2 * radius / wcs.secondScale(), 2 * reach.y()));
    }

    /** Rounding may take half a pixel at either side; where the projection stretches by more, the circle itself counts. */
    private static double covering(double byScale, double byCircle) {
        return byCircle > byScale + 1 ? byCircle : byScale;
    }

    /** How far the circle goes from its centre along either axis. */
    private static Point reach(Wcs wcs, SkyPoint centre, Pixel pixel, double radius) {
        double x = 0;
        double y = 0;
        for (int i = 0; i < POINTS; i++) {
            Pixel on = wcs.toPixel(around(centre, radius, 360.0 * i / POINTS));
            if (on != null) {
                x = Math.max(x, Math.abs(on.x() - pixel.x()));
                y = Math.max(y, Math.abs(on.y() - pixel.y()));
            }
        }
        return new Point(x, y);
    }

    private static SkyPoint around(SkyPoint centre, double radius, double angle) {
        Vector on = Rotation.aboutY(centre.dec() - 90)
                .then(Rotation.aboutZ(-centre.ra()))
                .apply(Vector.of(angle, 90 - radius));
        return new SkyPoint(on.longitude(), on.latitude());
    }

    /** One axis of it. */
    private record Span(long from, long length) {

        static Span of(double position, double size, long most) {
            double count = Math.max(1, Math.rint(steady(size)));
            double at = steady(position - 1);
            double from = Math.max(0, Math.ceil(at - count / 2));
            double to = Math.min((double) most, Math.ceil(at + count / 2));
            return from < to ? new Span((long) from, (long) to - (long) from) : new Span(0, 0);
        }

        /** A position in the middle of a pixel is there whatever the last digits say. */
        private static double steady(double value) {
            return Math.rint(value * 1e6) / 1e6;
        }

        boolean isEmpty() {
            return length == 0;
        }
    }
}
