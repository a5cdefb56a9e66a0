package io.camelopard.vo;

/** The celestial sphere; everything in degrees. */
public final class Sky {
    private Sky() {}

    /** The angle between two positions, as exact for a thousandth of an arc second as for nearly half the sky. */
    public static double distance(double ra1, double dec1, double ra2, double dec2) {
        double across = Math.toRadians(ra2 - ra1);
        double from = Math.toRadians(dec1);
        double to = Math.toRadians(dec2);
        double east = Math.cos(to) * Math.sin(across);
        double north = Math.cos(from) * Math.sin(to) - Math.sin(from) * Math.cos(to) * Math.cos(across);
        double along = Math.sin(from) * Math.sin(to) + Math.cos(from) * Math.cos(to) * Math.cos(across);
        return Math.toDegrees(Math.atan2(Math.hypot(east, north), along));
    }
}
