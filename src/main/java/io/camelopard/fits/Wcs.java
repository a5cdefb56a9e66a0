package io.camelopard.fits;

import io.camelopard.FinalException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where on the sky the pixels of an image are (FITS 4.0, section 8; Greisen and Calabretta 2002, A&amp;A 395, 1061 and 1077).
 * Immutable.
 *
 * <p>Projections are those of {@link Projection#of}, with SIP or TPV, and the plate solutions of the Digitized Sky Surveys,
 * which win over CTYPE where a header has both. What else there is (lookup tables of distortion, other projections) is refused
 * by name, since a position that is nearly right cuts out the wrong star. Sky positions are in ICRS: those of FK5, FK4,
 * galactic, supergalactic and ecliptic headers are rotated, at the header's own epoch.
 */
public final class Wcs {
    private final int firstAxis;
    private final int secondAxis;
    private final Plane plane;
    private final Projection projection;
    private final Rotation toNative;
    private final Frame frame;

    private Wcs(int firstAxis, int secondAxis, Plane plane, Projection projection, NativePole pole, Frame frame) {
        this.firstAxis = firstAxis;
        this.secondAxis = secondAxis;
        this.plane = plane;
        this.projection = projection;
        this.toNative = pole.fromCelestial();
        this.frame = frame;
    }

    /**
     * @return null if the header has no celestial coordinates
     * @throws FinalException if it has, but wrong ones or of a kind that is not supported
     */
    public static @Nullable Wcs of(Header header) {
        if (DssPlate.isIn(header)) {
            return plate(header);
        }
        CelestialAxes axes = CelestialAxes.of(header);
        return axes == null ? null : projected(header, axes);
    }

    private static Wcs plate(Header header) {
        Point centre = DssPlate.centre(header);
        NativePole pole = NativePole.of(centre.x(), centre.y(), 90, 180, 90);
        return new Wcs(1, 2, new DssPlate(header), new Zenithal(Zenithal.Radius.TAN), pole, Frame.of("RA", header));
    }

    private static Wcs projected(Header header, CelestialAxes axes) {
        checkDistortions(header, axes);
        boolean tpv = Tpv.isIn(header, axes);
        Projection projection = Projection.of(axes.projection(), header, axes.latitude());
        LinearPlane plane = new LinearPlane(
                Affine.of(header, axes), Sip.isIn(header) ? Sip.of(header) : null, tpv ? Tpv.of(header, axes) : null);
        return new Wcs(
                axes.first(),
                axes.second(),
                plane,
                projection,
                pole(header, axes, projection.theta0(), tpv),
                Frame.of(axes.system(), header));
    }

    /** The parameters 3 and 4 of the longitude win over LONPOLE and LATPOLE (Paper II, section 2.5), but not in TPV. */
    private static NativePole pole(Header header, CelestialAxes axes, double theta0, boolean tpv) {
        String pv = tpv ? "-" : "PV" + axes.longitude() + "_";
        for (int m = 0; m <= 2; m++) {
            if (header.number(pv + m, m == 2 ? theta0 : 0) != (m == 2 ? theta0 : 0)) {
                throw new FinalException(pv + m + ", another reference point than the projection's, is not supported");
            }
        }
        return NativePole.of(
                header.number("CRVAL" + axes.longitude(), 0) * MatrixReader.degrees(header, axes.longitude()),
                header.number("CRVAL" + axes.latitude(), 0) * MatrixReader.degrees(header, axes.latitude()),
                theta0,
                header.number(pv + 3, header.number("LONPOLE", Double.NaN)),
                header.number(pv + 4, header.number("LATPOLE", 90)));
    }

    private static void checkDistortions(Header header, CelestialAxes axes) {
        for (int axis : List.of(axes.first(), axes.second())) {
            for (String name : List.of("CPDIS", "CQDIS", "D2IMDIS")) {
                String found = header.text(name + axis);
                if (found != null) {
                    throw new FinalException("the distortion '" + found + "' (" + name + axis
                            + ") is not supported; supported are SIP and TPV");
                }
            }
        }
    }

    /** The number of the pixel axis, from 1, that {@link Pixel#x} is along. */
    public int firstAxis() {
        return firstAxis;
    }

    /** The number of the pixel axis that {@link Pixel#y} is along. */
    public int secondAxis() {
        return secondAxis;
    }

    /** @return null if the position is not on the plane of projection, which says that it is far outside */
    public @Nullable Pixel toPixel(SkyPoint sky) {
        Vector celestial = frame.fromIcrs(Vector.of(sky.ra(), sky.dec()));
        Vector on = toNative.apply(celestial);
        Point projected = projection.toPlane(on.longitude(), on.latitude());
        Point pixel = projected == null ? null : plane.toPixel(projected);
        return pixel == null || !pixel.isFinite() ? null : new Pixel(pixel.x(), pixel.y());
    }

    /** @return null if there is no sky at the pixel, as in the corners of a map of the whole sky */
    public @Nullable SkyPoint toSky(Pixel pixel) {
        Point projected = plane.toPlane(new Point(pixel.x(), pixel.y()));
        Point on = projection.toSphere(projected.x(), projected.y());
        if (on == null) {
            return null;
        }
        Vector icrs = frame.toIcrs(toNative.inverse().apply(Vector.of(on.x(), on.y())));
        double ra = icrs.longitude();
        return new SkyPoint(ra < 0 ? ra + 360 : ra, icrs.latitude());
    }

    /** Degrees a pixel along the first axis at the reference point. */
    public double firstScale() {
        return plane.scale().x();
    }

    /** Degrees a pixel along the second axis at the reference point. */
    public double secondScale() {
        return plane.scale().y();
    }
}
