package io.camelopard.fits;

/**
 * A position on the sky in ICRS, in degrees.
 *
 * @param ra right ascension; given by {@link Wcs} from 0 to below 360
 * @param dec declination
 */
public record SkyPoint(double ra, double dec) {}
