package io.camelopard.fits;

/**
 * The constants of the celestial systems and the rotations between them. ICRS to FK5: USNO Circular 179, section 3.5.
 * Precession: IAU 2006 in the angles of Fukushima and Williams (Hilton et al. 2006, Celest. Mech. 94, 351). The galactic pole
 * is that of 1958, carried to J2000. Years in Julian years.
 */
final class Precession {
    static final Rotation ICRS_TO_FK5 = Rotation.aboutZ(arcsec(-0.0229))
            .then(Rotation.aboutY(arcsec(0.0091)))
            .then(Rotation.aboutX(arcsec(0.0199)));

    static final Rotation FK5_TO_GALACTIC = Rotation.aboutZ(192.8594812065348)
            .then(Rotation.aboutY(90 - 27.12825118085622))
            .then(Rotation.aboutZ(180 - 122.9319185680026));

    static final Rotation GALACTIC_TO_SUPERGALACTIC =
            Rotation.aboutZ(47.37).then(Rotation.aboutY(90 - 6.32)).then(Rotation.aboutZ(90));

    private static final double[] GAMMA = {-0.052928, 10.556378, 0.4932044, -0.00031238, -0.000002788, 0.0000000260};
    private static final double[] PHI = {84381.412819, -46.811016, 0.0511268, 0.00053289, -0.000000440, -0.0000000176};
    private static final double[] PSI = {-0.041775, 5038.481484, 1.5584175, -0.00018522, -0.000026452, -0.0000000148};
    private static final double[] EPSILON = {84381.406, -46.836769, -0.0001831, 0.00200340, -0.000000576, -0.0000000434
    };

    private Precession() {}

    /** From the mean equator of J2000 to that of the year. */
    static Rotation fk5(double year) {
        return biased(2000).inverse().then(biased(year));
    }

    /** From ICRS to the mean ecliptic and equinox of the year. */
    static Rotation ecliptic(double year) {
        return biased(year).then(Rotation.aboutX(angle(EPSILON, year)));
    }

    /** From ICRS to the mean equator of the year, with the frame bias. */
    private static Rotation biased(double year) {
        return Rotation.aboutZ(angle(GAMMA, year))
                .then(Rotation.aboutX(angle(PHI, year)))
                .then(Rotation.aboutZ(-angle(PSI, year)))
                .then(Rotation.aboutX(-angle(EPSILON, year)));
    }

    private static double angle(double[] coefficients, double year) {
        return arcsec(polynomial((year - 2000) / 100, coefficients));
    }

    /** @param coefficients that of the constant first */
    static double polynomial(double t, double... coefficients) {
        double sum = 0;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            sum = sum * t + coefficients[i];
        }
        return sum;
    }

    private static double arcsec(double seconds) {
        return seconds / 3600;
    }
}
