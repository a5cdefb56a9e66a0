package io.camelopard.fits;

/**
 * The old catalogue system: equator and equinox of a Besselian year, with the elliptic terms of aberration in the positions
 * (which RADESYS {@code FK4-NO-E} has not). Newcomb's precession to B1950, then the matrix of Standish and the rotation of the
 * system of Murray (1989, A&amp;A 218, 325, equation 29) for the equinox as the epoch, since headers have no better one.
 */
final class Fk4 implements Frame {
    private static final Rotation B1950_TO_J2000 = new Rotation(
            new Vector(0.9999256794956877, -0.0111814832204662, -0.0048590038153592),
            new Vector(0.0111814832391717, 0.9999374848933135, -0.0000271625947142),
            new Vector(0.0048590037723143, -0.0000271702937440, 0.9999881946023742));
    private static final Rotation PER_CENTURY = new Rotation(
            new Vector(-0.0026455262e-6, -1.1539918689e-6, 2.1111346190e-6),
            new Vector(1.1540628161e-6, -0.0129042997e-6, 0.0236021478e-6),
            new Vector(-2.1112979048e-6, -0.0056024448e-6, 0.0102587734e-6));
    private static final double B1950_JD = 2433282.4235;
    private static final double TROPICAL_YEAR = 365.242198781;

    private final Rotation toIcrs;
    private final Vector terms;

    Fk4(double besselianYear, boolean aberrated) {
        double jd = B1950_JD + (besselianYear - 1950) * TROPICAL_YEAR;
        toIcrs = newcomb(besselianYear, 1950).then(toJ2000(jd)).then(Precession.ICRS_TO_FK5.inverse());
        terms = aberrated ? ellipticTerms(jd) : new Vector(0, 0, 0);
    }

    @Override
    public Vector toIcrs(Vector own) {
        Vector mean = own.plus(terms.times(-1)).plus(own.times(terms.dot(own)));
        return toIcrs.apply(mean.unit());
    }

    /** The inverse of the above by iteration: the terms are 1e-6, so that each step gains six digits. */
    @Override
    public Vector fromIcrs(Vector icrs) {
        Vector mean = toIcrs.inverse().apply(icrs);
        Vector own = mean;
        for (int i = 0; i < 10; i++) {
            own = mean.plus(terms).times(1 / (1 + terms.dot(own)));
        }
        return own.unit();
    }

    private static Rotation toJ2000(double jd) {
        double centuries = ((jd - 2451545) / 365.25 + 50) / 100;
        return new Rotation(
                B1950_TO_J2000.first().plus(PER_CENTURY.first().times(centuries)),
                B1950_TO_J2000.second().plus(PER_CENTURY.second().times(centuries)),
                B1950_TO_J2000.third().plus(PER_CENTURY.third().times(centuries)));
    }

    /** Explanatory Supplement (1992), section 3.59: thousands of tropical years from B1850. */
    private static Rotation newcomb(double from, double to) {
        double t = (from - 1850) / 1000;
        double dt = (to - from) / 1000;
        double linear = 23035.545 + t * 139.720 + 0.060 * t * t;
        double zeta = Precession.polynomial(dt, 0, linear, 30.240 - 0.27 * t, 17.995) / 3600;
        double z = Precession.polynomial(dt, 0, linear, 109.480 + 0.39 * t, 18.325) / 3600;
        double theta =
                Precession.polynomial(dt, 0, 20051.12 - 85.29 * t - 0.37 * t * t, -42.65 - 0.37 * t, -41.8) / 3600;
        return Rotation.aboutZ(-zeta).then(Rotation.aboutY(theta)).then(Rotation.aboutZ(-z));
    }

    /** Explanatory Supplement (1992), section 3.531. */
    private static Vector ellipticTerms(double jd) {
        double t = (jd - B1950_JD) / 36525;
        double t2000 = (jd - 2451545) / 36525;
        double size = Math.toRadians(0.0056932) * Precession.polynomial(t, 0.01673011, -0.00004193, -0.000000126);
        double perigee = Math.toRadians(Precession.polynomial(t, 1015489.951, 6190.67, 1.65, 0.012) / 3600);
        double obliquity = Math.toRadians(Precession.polynomial(t2000, 84381.448, -46.8150, -0.00059, 0.001813) / 3600);
        return new Vector(
                size * Math.sin(perigee),
                -size * Math.cos(perigee) * Math.cos(obliquity),
                -size * Math.cos(perigee) * Math.sin(obliquity));
    }
}
