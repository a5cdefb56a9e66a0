package io.camelopard.fits;

/** How much of the sky is cut out around a position; degrees. */
public sealed interface Extent {

    /** The rectangle that just covers this circle. */
    record Circle(double radius) implements Extent {}

    /** Full widths along the image's own first and second celestial axis. */
    record Rectangle(double width, double height) implements Extent {}
}
