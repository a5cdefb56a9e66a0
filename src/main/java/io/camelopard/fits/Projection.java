package io.camelopard.fits;

import io.camelopard.FinalException;
import org.jspecify.annotations.Nullable;

/**
 * From the native sphere to the plane of projection and back (Calabretta and Greisen 2002, A&amp;A 395, 1077, "Paper II",
 * section 5). Native longitude φ and latitude θ, and the plane's x and y, are in degrees.
 */
interface Projection {
    double DEGREE = Math.PI / 180;

    /** The native latitude of the reference point: 90 for zenithal projections, 0 for the others. */
    double theta0();

    /** @return null for a point of the sphere that is not on the plane */
    @Nullable Point toPlane(double phi, double theta);

    /** @return φ and θ; null for a point of the plane that is not on the sphere */
    @Nullable Point toSphere(double x, double y);

    /**
     * @param code the last three letters of CTYPE
     * @param latitude the number of the latitude axis, for the parameters PVi_m
     * @throws FinalException for one that is not supported
     */
    static Projection of(String code, Header header, int latitude) {
        return switch (code) {
            case "TAN", "TPV" -> new Zenithal(Zenithal.Radius.TAN);
            case "STG" -> new Zenithal(Zenithal.Radius.STG);
            case "ARC" -> new Zenithal(Zenithal.Radius.ARC);
            case "ZEA" -> new Zenithal(Zenithal.Radius.ZEA);
            case "SIN" ->
                new Orthographic(header.number("PV" + latitude + "_1", 0), header.number("PV" + latitude + "_2", 0));
            case "CAR" -> new Cartesian();
            case "CEA" -> CylindricalEqualArea.of(header.number("PV" + latitude + "_1", 1));
            case "AIT" -> new HammerAitoff();
            case "MOL" -> new Mollweide();
            default ->
                throw new FinalException("projection '" + code
                        + "' is not supported; supported are TAN, TPV, SIN, ARC, ZEA, STG, CAR, CEA, AIT, MOL");
        };
    }
}
