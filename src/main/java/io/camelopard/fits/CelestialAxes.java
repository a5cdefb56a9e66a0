package io.camelopard.fits;

import io.camelopard.FinalException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which two axes of an image are on the sky, whatever else it has; numbers from 1.
 *
 * @param longitude the axis of RA or another longitude
 * @param latitude the other one
 * @param system {@code RA}, {@code GLON}, {@code ELON} or {@code SLON}
 * @param projection three letters
 */
record CelestialAxes(int longitude, int latitude, String system, String projection) {
    /** More axes have never been seen. */
    static final int MOST = 9;

    private static final Pattern TYPE = Pattern.compile("(RA|DEC|[A-Z]LON|[A-Z]LAT)-+([A-Z0-9]{3})(-[A-Z]*)?");

    /**
     * @return null if the header has no celestial axes
     * @throws FinalException for half a pair, and for what is not supported
     */
    static @Nullable CelestialAxes of(Header header) {
        int longitude = 0;
        int latitude = 0;
        for (int axis = MOST; axis >= 1; axis--) {
            Matcher type = type(header, axis);
            if (type.matches()) {
                boolean isLatitude =
                        type.group(1).endsWith("LAT") || type.group(1).equals("DEC");
                longitude = isLatitude ? longitude : axis;
                latitude = isLatitude ? axis : latitude;
            }
        }
        return longitude == 0 && latitude == 0 ? null : pair(header, longitude, latitude);
    }

    private static Matcher type(Header header, int axis) {
        return TYPE.matcher(header.text("CTYPE" + axis, "").strip());
    }

    private static CelestialAxes pair(Header header, int longitude, int latitude) {
        Matcher lon = type(header, longitude);
        Matcher lat = type(header, latitude);
        if (!lon.matches() || !lat.matches() || !lon.group(2).equals(lat.group(2))) {
            throw new FinalException("CTYPE" + Math.max(longitude, latitude)
                    + " stands alone: a longitude and a latitude of one projection belong together");
        }
        checkDistortion(lon);
        String system = lon.group(1);
        if (!system.matches("RA|[GES]LON")) {
            throw new FinalException(
                    "the coordinates '" + system + "' are not supported; supported are RA, GLON, ELON, SLON");
        }
        return new CelestialAxes(longitude, latitude, system, lon.group(2));
    }

    private static void checkDistortion(Matcher type) {
        String distortion = type.group(3);
        if (distortion != null && !distortion.equals("-SIP")) {
            throw new FinalException(
                    "the distortion '" + distortion.substring(1) + "' is not supported; supported are SIP and TPV");
        }
    }

    /** The lower number of the two. */
    int first() {
        return Math.min(longitude, latitude);
    }

    int second() {
        return Math.max(longitude, latitude);
    }

    boolean has(int axis) {
        return axis == longitude || axis == latitude;
    }
}
