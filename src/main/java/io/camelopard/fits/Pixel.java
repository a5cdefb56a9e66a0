package io.camelopard.fits;

/**
 * A place on an image in FITS pixels: the centre of the first pixel is 1, its edges are 0.5 and 1.5 (FITS 4.0, section 8.1).
 *
 * @param x along the first of the two celestial axes, mostly NAXIS1
 * @param y along the second one
 */
public record Pixel(double x, double y) {}
