package io.camelopard.vo;

import java.util.ArrayList;
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

    /**
     * What a cutout is known by, whatever parameters a service takes it in: its values in a fixed form.
     *
     * @throws io.camelopard.MisuseException when a circle is around the target, and there is none
     */
    public String key(@Nullable Target target) {
        List<String> parts = new ArrayList<>();
        SodaShape.of(this, target).forEach(shape -> parts.add(shape.toString()));
        if (band != null) {
            parts.add("BAND " + band);
        }
        if (time != null) {
            parts.add("TIME " + time);
        }
        if (!pol.isEmpty()) {
            parts.add("POL " + String.join(" ", pol.stream().sorted().toList()));
        }
        return String.join(" ", parts);
    }

    /** One cutout for each region of the sky, for services that take one at a time. */
    public List<SodaCutout> each() {
        List<SodaCutout> each = new ArrayList<>();
        if (circle != null) {
            each.add(new SodaCutout(circle, List.of(), null, band, time, pol));
        }
        if (!polygon.isEmpty()) {
            each.add(new SodaCutout(null, polygon, null, band, time, pol));
        }
        if (range != null) {
            each.add(new SodaCutout(null, List.of(), range, band, time, pol));
        }
        return each.size() > 1 ? each : List.of(this);
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
    public record Interval(double min, double max) {
        /** As SODA writes it. */
        @Override
        public String toString() {
            return SodaShape.number(min) + " " + SodaShape.number(max);
        }
    }
}
