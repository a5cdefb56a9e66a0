package io.camelopard.harvest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to cut out at the archive (SODA 1.0, section 3.3), in SODA's units: degrees ICRS, metres, MJD.
 *
 * @param polygon longitude and latitude of each corner in turn; empty: none
 * @param pol polarisation states; empty: all
 */
public record SodaCutout(
        @Nullable Circle circle,
        List<Double> polygon,
        @Nullable Range range,
        @Nullable Interval band,
        @Nullable Interval time,
        List<String> pol) {
    public SodaCutout {
        polygon = List.copyOf(polygon);
        pol = List.copyOf(pol);
    }

    /** A circle; without a centre it is around the target. */
    public record Circle(@Nullable Double ra, @Nullable Double dec, double radius) {
        public boolean aroundTarget() {
            return ra == null;
        }
    }

    /** Longitudes and latitudes. */
    public record Range(double raMin, double raMax, double decMin, double decMax) {}

    /** Bounds, of which one may be infinite. */
    public record Interval(double min, double max) {}
}
