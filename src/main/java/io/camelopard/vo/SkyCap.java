package io.camelopard.vo;

import java.util.List;

/** A circle on the sphere, in degrees: enough to tell that two regions do not touch. */
record SkyCap(double ra, double dec, double radius) {
    /** The cap around the mean of the corners that has them all, and so what lies between them. */
    static SkyCap around(List<Double> corners) {
        double x = 0;
        double y = 0;
        double z = 0;
        for (int i = 0; i + 1 < corners.size(); i += 2) {
            double ra = Math.toRadians(corners.get(i));
            double dec = Math.toRadians(corners.get(i + 1));
            x += Math.cos(dec) * Math.cos(ra);
            y += Math.cos(dec) * Math.sin(ra);
            z += Math.sin(dec);
        }
        SkyCap centre =
                new SkyCap(Math.toDegrees(Math.atan2(y, x)), Math.toDegrees(Math.atan2(z, Math.hypot(x, y))), 0);
        double radius = 0;
        for (int i = 0; i + 1 < corners.size(); i += 2) {
            radius = Math.max(radius, centre.distance(corners.get(i), corners.get(i + 1)));
        }
        return new SkyCap(centre.ra, centre.dec, radius);
    }

    boolean touches(SkyCap other) {
        return distance(other.ra, other.dec) <= radius + other.radius;
    }

    boolean contains(SkyCap other) {
        return distance(other.ra, other.dec) + other.radius <= radius;
    }

    private double distance(double otherRa, double otherDec) {
        double dra = Math.toRadians(otherRa - ra);
        double d1 = Math.toRadians(dec);
        double d2 = Math.toRadians(otherDec);
        double across = Math.hypot(
                Math.cos(d2) * Math.sin(dra),
                Math.cos(d1) * Math.sin(d2) - Math.sin(d1) * Math.cos(d2) * Math.cos(dra));
        double along = Math.sin(d1) * Math.sin(d2) + Math.cos(d1) * Math.cos(d2) * Math.cos(dra);
        return Math.toDegrees(Math.atan2(across, along));
    }
}
