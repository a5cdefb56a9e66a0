package io.camelopard.fits;

import io.camelopard.FinalException;
import java.util.Locale;

/** The celestial system of a header's coordinates, and the way from there to ICRS and back; unit vectors. */
interface Frame {
    Vector toIcrs(Vector own);

    Vector fromIcrs(Vector icrs);

    /** A system that is ICRS, rotated. */
    record Rotated(Rotation fromIcrs) implements Frame {
        @Override
        public Vector toIcrs(Vector own) {
            return fromIcrs.inverse().apply(own);
        }

        @Override
        public Vector fromIcrs(Vector icrs) {
            return fromIcrs.apply(icrs);
        }
    }

    /**
     * By RADESYS and EQUINOX (or EPOCH), with their defaults (FITS 4.0, section 8.3): without either ICRS, without RADESYS
     * FK4 before 1984.0 and FK5 from then on.
     *
     * @param longitude the first four letters of the axis: {@code RA}, {@code GLON}, {@code ELON} or {@code SLON}
     * @throws FinalException for any other system
     */
    static Frame of(String longitude, Header header) {
        double equinox = header.number("EQUINOX", header.number("EPOCH", Double.NaN));
        return switch (longitude) {
            case "GLON" -> new Rotated(Precession.ICRS_TO_FK5.then(Precession.FK5_TO_GALACTIC));
            case "SLON" ->
                new Rotated(Precession.ICRS_TO_FK5
                        .then(Precession.FK5_TO_GALACTIC)
                        .then(Precession.GALACTIC_TO_SUPERGALACTIC));
            case "ELON" -> new Rotated(Precession.ecliptic(Double.isNaN(equinox) ? 2000 : equinox));
            default -> equatorial(header.text("RADESYS", header.text("RADECSYS", "")), equinox);
        };
    }

    private static Frame equatorial(String radesys, double equinox) {
        String system = radesys.strip().toUpperCase(Locale.ROOT);
        if (system.isEmpty()) {
            system = Double.isNaN(equinox) ? "ICRS" : equinox < 1984 ? "FK4" : "FK5";
        }
        return switch (system) {
            case "ICRS" -> new Rotated(Rotation.NONE);
            case "FK5" ->
                new Rotated(Precession.ICRS_TO_FK5.then(Precession.fk5(Double.isNaN(equinox) ? 2000 : equinox)));
            case "FK4", "FK4-NO-E" -> new Fk4(Double.isNaN(equinox) ? 1950 : equinox, system.equals("FK4"));
            default ->
                throw new FinalException("the celestial system '" + radesys
                        + "' (RADESYS) is not supported; supported are ICRS, FK5, FK4, FK4-NO-E");
        };
    }
}
