package io.camelopard.fits;

/** A rotation of the axes: the rows are where the new axes point. */
record Rotation(Vector first, Vector second, Vector third) {
    static final Rotation NONE = new Rotation(new Vector(1, 0, 0), new Vector(0, 1, 0), new Vector(0, 0, 1));

    /** Around the first axis; degrees. */
    static Rotation aboutX(double angle) {
        double c = Math.cos(Math.toRadians(angle));
        double s = Math.sin(Math.toRadians(angle));
        return new Rotation(new Vector(1, 0, 0), new Vector(0, c, s), new Vector(0, -s, c));
    }

    /** Around the second axis; degrees. */
    static Rotation aboutY(double angle) {
        double c = Math.cos(Math.toRadians(angle));
        double s = Math.sin(Math.toRadians(angle));
        return new Rotation(new Vector(c, 0, -s), new Vector(0, 1, 0), new Vector(s, 0, c));
    }

    /** Around the third axis; degrees. */
    static Rotation aboutZ(double angle) {
        double c = Math.cos(Math.toRadians(angle));
        double s = Math.sin(Math.toRadians(angle));
        return new Rotation(new Vector(c, s, 0), new Vector(-s, c, 0), new Vector(0, 0, 1));
    }

    Vector apply(Vector v) {
        return new Vector(first.dot(v), second.dot(v), third.dot(v));
    }

    /** This one, and then the other. */
    Rotation then(Rotation next) {
        Rotation columns = inverse();
        return new Rotation(columns.apply(next.first), columns.apply(next.second), columns.apply(next.third));
    }

    /** The transposed, which is the inverse as far as this is a rotation. */
    Rotation inverse() {
        return new Rotation(
                new Vector(first.x(), second.x(), third.x()),
                new Vector(first.y(), second.y(), third.y()),
                new Vector(first.z(), second.z(), third.z()));
    }
}
