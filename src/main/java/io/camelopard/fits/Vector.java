package io.camelopard.fits;

/** A direction. Vectors and not angles are rotated, since an angle near a pole loses half of its digits. */
record Vector(double x, double y, double z) {

    /** Of unit length; degrees. */
    static Vector of(double longitude, double latitude) {
        double lon = Math.toRadians(longitude);
        double lat = Math.toRadians(latitude);
        return new Vector(Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat));
    }

    /** In degrees, from −180 to 180. */
    double longitude() {
        return Math.toDegrees(Math.atan2(y, x));
    }

    /** In degrees. */
    double latitude() {
        return Math.toDegrees(Math.atan2(z, Math.hypot(x, y)));
    }

    double dot(Vector other) {
        return x * other.x + y * other.y + z * other.z;
    }

    Vector plus(Vector other) {
        return new Vector(x + other.x, y + other.y, z + other.z);
    }

    Vector times(double factor) {
        return new Vector(x * factor, y * factor, z * factor);
    }

    Vector unit() {
        return times(1 / Math.sqrt(dot(this)));
    }
}
