package io.camelopard.fits;

import io.camelopard.FinalException;

/**
 * Where the pole of the native sphere is, and with it the rotation between celestial and native coordinates (Paper II, sections
 * 2.2 to 2.4). Degrees.
 *
 * @param alpha celestial longitude of the native pole
 * @param delta celestial latitude of the native pole
 * @param phi native longitude of the celestial pole, LONPOLE
 */
record NativePole(double alpha, double delta, double phi) {
    private static final double TINY = 1e-10;

    /**
     * @param lon celestial longitude of the reference point, CRVAL
     * @param lat its latitude
     * @param theta0 its native latitude; its native longitude is 0
     * @param lonpole NaN for the default: 0 if {@code lat} ≥ {@code theta0}, else 180
     * @param latpole which of two solutions, the nearer one
     * @throws FinalException for values that contradict each other
     */
    static NativePole of(double lon, double lat, double theta0, double lonpole, double latpole) {
        double phi = Double.isNaN(lonpole) ? lat < theta0 ? 180 : 0 : lonpole;
        if (theta0 == 90) {
            return new NativePole(lon, lat, phi);
        }
        double delta = latitude(lat, phi, latpole);
        return new NativePole(longitude(lon, lat, phi, delta), delta, phi);
    }

    /** Equation 8 for θ0 = 0, φ0 = 0, where it is ±acos(sin δ0 / cos φp) around 0 or 180. */
    private static double latitude(double lat, double phi, double latpole) {
        double cos = cos(phi);
        double ratio = sin(lat) / Math.abs(cos);
        if (Math.abs(cos) < TINY && Math.abs(sin(lat)) < TINY) {
            return Math.max(-90, Math.min(90, latpole));
        }
        if (!(Math.abs(ratio) <= 1 + TINY)) {
            throw new FinalException("LONPOLE " + phi + " is not possible for a reference point at latitude " + lat);
        }
        double around = cos < 0 ? 180 : 0;
        double half = Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, ratio))));
        return nearest(latpole, wrap(around + half), wrap(around - half));
    }

    private static double nearest(double latpole, double one, double two) {
        boolean first = Math.abs(one) <= 90 + TINY;
        boolean second = Math.abs(two) <= 90 + TINY;
        double chosen = first && (!second || Math.abs(latpole - one) <= Math.abs(latpole - two)) ? one : two;
        return Math.max(-90, Math.min(90, chosen));
    }

    /** Equations 9 and 10, and the special cases below them. */
    private static double longitude(double lon, double lat, double phi, double delta) {
        if (Math.abs(cos(lat)) < TINY) {
            return lon;
        }
        if (90 - Math.abs(delta) < TINY) {
            return delta > 0 ? lon + phi - 180 : lon - phi;
        }
        double sin = sin(phi) / cos(lat);
        double cos = -sin(delta) * sin(lat) / (cos(delta) * cos(lat));
        return lon - Math.toDegrees(Math.atan2(sin, cos));
    }

    /** Equation 5 as the product of three rotations. */
    Rotation fromCelestial() {
        Rotation turned = Rotation.aboutZ(alpha + 180).then(Rotation.aboutY(delta - 90));
        return turned.then(Rotation.aboutZ(-phi));
    }

    private static double wrap(double angle) {
        return angle > 180 ? angle - 360 : angle < -180 ? angle + 360 : angle;
    }

    private static double sin(double degrees) {
        return Math.sin(Math.toRadians(degrees));
    }

    private static double cos(double degrees) {
        return Math.cos(Math.toRadians(degrees));
    }
}
