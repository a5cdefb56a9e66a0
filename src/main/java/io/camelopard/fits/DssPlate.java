package io.camelopard.fits;

import io.camelopard.FinalException;
import org.jspecify.annotations.Nullable;

/**
 * The plate solution of the Digitized Sky Surveys: pixels to millimetres on the plate, polynomials from there to the tangent
 * plane (Guide Star Catalog; Russell et al. 1990, AJ 99, 2059), without the terms of magnitude and colour.
 */
final class DssPlate implements Plane {
    private static final int TERMS = 13;

    private final double originX;
    private final double originY;
    private final double pixelX;
    private final double pixelY;
    private final double[] amdx;
    private final double[] amdy;

    DssPlate(Header header) {
        pixelX = millimetres(header, "XPIXELSZ");
        pixelY = millimetres(header, "YPIXELSZ");
        // CNPIX is the plate's pixel at the image's first one, whose centre is half a pixel further.
        originX = number(header, "PPO3") / 1000 / pixelX - number(header, "CNPIX1") + 0.5;
        originY = number(header, "PPO6") / 1000 / pixelY - number(header, "CNPIX2") + 0.5;
        amdx = coefficients(header, "AMDX");
        amdy = coefficients(header, "AMDY");
    }

    static boolean isIn(Header header) {
        return header.has("AMDX1") && header.has("AMDY1") && header.has("PLTRAH");
    }

    /** The centre of the plate as its longitude and latitude in degrees. */
    static Point centre(Header header) {
        double ra = number(header, "PLTRAH") + header.number("PLTRAM", 0) / 60 + header.number("PLTRAS", 0) / 3600;
        double dec = number(header, "PLTDECD") + header.number("PLTDECM", 0) / 60 + header.number("PLTDECS", 0) / 3600;
        return new Point(15 * ra, header.text("PLTDECSN", "+").startsWith("-") ? -dec : dec);
    }

    private static double[] coefficients(Header header, String name) {
        double[] all = new double[TERMS + 1];
        for (int i = 1; i <= TERMS; i++) {
            all[i] = header.number(name + i, 0);
        }
        return all;
    }

    private static double millimetres(Header header, String key) {
        double size = number(header, key);
        if (!(size > 0)) {
            throw new FinalException("the plate solution is wrong: " + key + " is " + size);
        }
        return size / 1000;
    }

    private static double number(Header header, String key) {
        Double value = header.number(key);
        if (value == null) {
            throw new FinalException("the plate solution is incomplete: " + key + " is missing");
        }
        return value;
    }

    @Override
    public Point toPlane(Point pixel) {
        double x = (originX - pixel.x()) * pixelX;
        double y = (pixel.y() - originY) * pixelY;
        return new Point(sum(amdx, x, y) / 3600, sum(amdy, y, x) / 3600);
    }

    /** The same terms for both axes when x and y change their places. */
    private static double sum(double[] k, double x, double y) {
        double r = x * x + y * y;
        double low = k[1] * x + k[2] * y + k[3] + k[4] * x * x + k[5] * x * y + k[6] * y * y + k[7] * r;
        double high = k[8] * x * x * x + k[9] * x * x * y + k[10] * x * y * y + k[11] * y * y * y;
        return low + high + k[12] * x * r + k[13] * x * r * r;
    }

    @Override
    public @Nullable Point toPixel(Point plane) {
        double x = plane.x() * 3600 / amdx[1];
        double y = plane.y() * 3600 / amdy[1];
        return Newton.solve(this::toPlane, plane, new Point(originX - x / pixelX, originY + y / pixelY));
    }

    @Override
    public Point scale() {
        double right = Math.hypot(amdx[1], amdy[2]);
        double up = Math.hypot(amdx[2], amdy[1]);
        return new Point(right * pixelX / 3600, up * pixelY / 3600);
    }
}
