package io.camelopard.fits;

import io.camelopard.FinalException;
import java.util.Locale;

/** Reads the linear transformation of the two celestial axes from a header; of CD and PC, which exclude each other, CD wins. */
final class MatrixReader {
    private final Header header;
    private final CelestialAxes axes;
    private final boolean cd;
    private final boolean pc;

    MatrixReader(Header header, CelestialAxes axes) {
        this.header = header;
        this.axes = axes;
        this.cd = any("CD");
        this.pc = any("PC");
    }

    private boolean any(String name) {
        return header.keywords().stream().anyMatch(key -> key.matches(name + "[1-9]_[1-9]"));
    }

    /** Degrees a pixel along the first and the second pixel axis. */
    double[] row(int axis) {
        for (int other = 1; other <= CelestialAxes.MOST; other++) {
            if (!axes.has(other)) {
                checkFree(axis, other);
            }
        }
        double unit = degrees(header, axis);
        return new double[] {unit * element(axis, axes.first()), unit * element(axis, axes.second())};
    }

    private double element(int i, int j) {
        if (cd) {
            return header.number("CD" + i + "_" + j, 0);
        }
        double delta = header.number("CDELT" + i, 1);
        return pc ? delta * header.number("PC" + i + "_" + j, i == j ? 1 : 0) : delta * rotated(i, j);
    }

    private double rotated(int i, int j) {
        double angle = Math.toRadians(header.number("CROTA" + axes.latitude(), 0));
        if (i != j && angle == 0) {
            return 0;
        }
        if (i == j) {
            return Math.cos(angle);
        }
        double ratio = header.number("CDELT" + j, 1) / header.number("CDELT" + i, 1);
        return i == axes.longitude() ? -Math.sin(angle) * ratio : Math.sin(angle) * ratio;
    }

    /** An element that multiplies nothing but zero does no harm. */
    private void checkFree(int axis, int other) {
        double element = header.number((cd ? "CD" : "PC") + axis + "_" + other, 0);
        boolean still = header.whole("NAXIS" + other, 1) == 1 && header.number("CRPIX" + other, 0) == 1;
        if (element != 0 && !still) {
            throw new FinalException("the celestial coordinates depend on axis " + other + " (" + (cd ? "CD" : "PC")
                    + axis + "_" + other + "), which is not supported");
        }
    }

    /**
     * How many degrees the unit of an axis is.
     *
     * @throws FinalException for a CUNIT that is no angle
     */
    static double degrees(Header header, int axis) {
        String unit = header.text("CUNIT" + axis, "deg").strip();
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "deg", "degree", "degrees" -> 1;
            case "arcmin" -> 1 / 60.0;
            case "arcsec" -> 1 / 3600.0;
            case "mas" -> 1 / 3_600_000.0;
            case "rad" -> 180 / Math.PI;
            default ->
                throw new FinalException("CUNIT" + axis + " is '" + unit
                        + "'; units of celestial axes are deg, arcmin, arcsec, mas, rad");
        };
    }
}
