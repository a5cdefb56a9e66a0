package io.camelopard.fits;

import org.jspecify.annotations.Nullable;

/** The zenithal projections in which the distance from the pole depends on the latitude alone (Paper II, section 5.1). */
record Zenithal(Radius radius) implements Projection {

    /** The distance from the pole as a function of the distance on the sphere, both in radians. */
    enum Radius {
        /** Section 5.1.3: less than a quarter of the circle. */
        TAN {
            @Override
            double of(double colatitude) {
                return colatitude < Math.PI / 2 ? Math.tan(colatitude) : Double.NaN;
            }

            @Override
            double inverse(double r) {
                return Math.atan(r);
            }
        },
        /** Section 5.1.4. */
        STG {
            @Override
            double of(double colatitude) {
                return colatitude < Math.PI ? 2 * Math.tan(colatitude / 2) : Double.NaN;
            }

            @Override
            double inverse(double r) {
                return 2 * Math.atan(r / 2);
            }
        },
        /** Section 5.1.6. */
        ARC {
            @Override
            double of(double colatitude) {
                return colatitude;
            }

            @Override
            double inverse(double r) {
                return r <= Math.PI ? r : Double.NaN;
            }
        },
        /** Section 5.1.8. */
        ZEA {
            @Override
            double of(double colatitude) {
                return 2 * Math.sin(colatitude / 2);
            }

            @Override
            double inverse(double r) {
                return 2 * Math.asin(r / 2);
            }
        };

        /** NaN where the projection diverges. */
        abstract double of(double colatitude);

        /** NaN outside of the sphere's image. */
        abstract double inverse(double r);
    }

    @Override
    public double theta0() {
        return 90;
    }

    @Override
    public @Nullable Point toPlane(double phi, double theta) {
        double r = radius.of((90 - theta) * DEGREE) / DEGREE;
        return Double.isNaN(r) ? null : new Point(r * Math.sin(phi * DEGREE), -r * Math.cos(phi * DEGREE));
    }

    @Override
    public @Nullable Point toSphere(double x, double y) {
        double colatitude = radius.inverse(Math.hypot(x, y) * DEGREE);
        return Double.isNaN(colatitude) ? null : new Point(Math.atan2(x, -y) / DEGREE, 90 - colatitude / DEGREE);
    }
}
