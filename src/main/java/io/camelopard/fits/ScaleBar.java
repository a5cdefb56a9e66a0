package io.camelopard.fits;

import io.camelopard.FinalException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A round angle of about a fifth of an image's width.
 *
 * @param arcsec the angle
 * @param share of the width of the image, 0 to 1, at its middle
 */
record ScaleBar(BigDecimal arcsec, double share) {
    private static final double FIFTH = 0.2;
    private static final int MINUTE = 60;
    private static final int DEGREE = 3600;
    private static final int[] SIXTIETHS = {1, 2, 5, 10, 20, 30};
    private static final int[] DEGREES = {1, 2, 5, 10, 20, 30, 60, 90};
    private static final int[] DECIMALS = {1, 2, 5};
    private static final int SMALLEST = -9;

    /** @return null without celestial coordinates along the first two axes, or with such that are not supported */
    static @Nullable ScaleBar of(Header header, long columns, long rows) {
        try {
            Wcs wcs = Wcs.of(header);
            return wcs == null || wcs.firstAxis() != 1 || wcs.secondAxis() != 2 ? null : of(wcs, columns, rows);
        } catch (FinalException e) {
            // The pixels are worth seeing without it.
            return null;
        }
    }

    private static @Nullable ScaleBar of(Wcs wcs, long columns, long rows) {
        double x = (columns + 1) / 2.0;
        double y = (rows + 1) / 2.0;
        SkyPoint left = wcs.toSky(new Pixel(x - columns * FIFTH / 2, y));
        SkyPoint right = wcs.toSky(new Pixel(x + columns * FIFTH / 2, y));
        double wanted = left == null || right == null ? 0 : apart(left, right) * DEGREE;
        BigDecimal found = null;
        // Not so of a NaN.
        if (wanted > Math.pow(10, SMALLEST)) {
            found = round(wanted);
        }
        return found == null ? null : new ScaleBar(found, FIFTH * found.doubleValue() / wanted);
    }

    private static double apart(SkyPoint one, SkyPoint other) {
        double up = Math.sin(Math.toRadians(other.dec() - one.dec()) / 2);
        double across = Math.sin(Math.toRadians(other.ra() - one.ra()) / 2);
        double cosines = Math.cos(Math.toRadians(one.dec())) * Math.cos(Math.toRadians(other.dec()));
        return Math.toDegrees(2 * Math.asin(Math.min(1, Math.sqrt(up * up + cosines * across * across))));
    }

    /** The nearest one, by its ratio. */
    private static BigDecimal round(double arcsec) {
        BigDecimal best = BigDecimal.ONE;
        for (int power = SMALLEST; power < 0; power++) {
            best = nearer(arcsec, best, DECIMALS, BigDecimal.ONE.scaleByPowerOfTen(power));
        }
        best = nearer(arcsec, best, SIXTIETHS, BigDecimal.ONE);
        best = nearer(arcsec, best, SIXTIETHS, BigDecimal.valueOf(MINUTE));
        return nearer(arcsec, best, DEGREES, BigDecimal.valueOf(DEGREE));
    }

    private static BigDecimal nearer(double arcsec, BigDecimal known, int[] candidates, BigDecimal unit) {
        BigDecimal best = known;
        for (int candidate : candidates) {
            BigDecimal next = unit.multiply(BigDecimal.valueOf(candidate));
            best = ratio(next, arcsec) < ratio(best, arcsec) ? next : best;
        }
        return best;
    }

    private static double ratio(BigDecimal candidate, double arcsec) {
        return Math.abs(Math.log(candidate.doubleValue() / arcsec));
    }

    String label() {
        double value = arcsec.doubleValue();
        if (value >= DEGREE) {
            return Math.round(value / DEGREE) + "°";
        }
        return value >= MINUTE ? Math.round(value / MINUTE) + "′" : Ticks.text(arcsec) + "″";
    }
}
