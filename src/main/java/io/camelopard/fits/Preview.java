package io.camelopard.fits;

import io.camelopard.FinalException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Draws an image as a PNG for people to look at: the first axis to the right, the second one up, not rotated; around it a title,
 * a scale bar where the image has celestial coordinates, and a colour bar with values. Pixels without a value are transparent. Of
 * an image of three axes and more it is the first plane. Images are read in strips, once for the drawing and some rows for the
 * limits. Immutable.
 *
 * @param colormap {@code gray}, {@code inferno}, {@code magma} or {@code viridis}
 * @param min the value that is drawn darkest; null: by {@code percentile}, or zscale
 * @param max the value that is drawn brightest; likewise
 * @param percentile how many percent of the values are between darkest and brightest, as many too dark as too bright; null: 99.5.
 *     {@link Stretch#ZSCALE} has its own way
 * @param size pixels along the longer side of the image; larger ones are reduced to it, smaller ones enlarged by the largest
 *     whole factor
 * @param hdu a number from 0 or an EXTNAME; null for the first image with two axes
 */
public record Preview(
        Stretch stretch,
        String colormap,
        @Nullable Double min,
        @Nullable Double max,
        @Nullable Double percentile,
        int size,
        @Nullable String hdu) {
    /** What is usual. */
    public static final int USUAL_SIZE = 1024;

    private static final int LARGEST = 20_000;

    /** @throws FinalException for a colour map that is not known, and for numbers that make no picture */
    public Preview {
        Colormap.named(colormap);
        if (size < 1 || size > LARGEST) {
            throw new FinalException("a preview of %d pixels: expected 1 to %d".formatted(size, LARGEST));
        }
        if (percentile != null && !(percentile > 0 && percentile <= 100)) {
            throw new FinalException("the percentile is %s: expected more than 0, up to 100".formatted(percentile));
        }
        double low = min == null ? -Double.MAX_VALUE : min;
        double high = max == null ? Double.MAX_VALUE : max;
        if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
            throw new FinalException(
                    "limits from %s to %s: expected a smaller and a larger number".formatted(min, max));
        }
    }

    /** How values become brightness, as astropy has it; the inverse, too. */
    public enum Stretch {
        LINEAR,
        /** {@code LogStretch(a=1000)} */
        LOG,
        SQRT,
        /** {@code AsinhStretch(a=0.1)} */
        ASINH,
        /** Linear between the limits of IRAF, by which faint structure is seen: {@code ZScaleInterval()}. */
        ZSCALE;

        private static final double LOG_A = 1000;
        private static final double ASINH_A = 0.1;

        /** @param fraction of the way from the darkest to the brightest value, 0 to 1 */
        double brightness(double fraction) {
            return switch (this) {
                case LINEAR, ZSCALE -> fraction;
                case LOG -> Math.log1p(LOG_A * fraction) / Math.log1p(LOG_A);
                case SQRT -> Math.sqrt(fraction);
                case ASINH -> asinh(fraction / ASINH_A) / asinh(1 / ASINH_A);
            };
        }

        double fraction(double brightness) {
            return switch (this) {
                case LINEAR, ZSCALE -> brightness;
                case LOG -> Math.expm1(brightness * Math.log1p(LOG_A)) / LOG_A;
                case SQRT -> brightness * brightness;
                case ASINH -> ASINH_A * Math.sinh(brightness * asinh(1 / ASINH_A));
            };
        }

        private static double asinh(double value) {
            return Math.log(value + Math.sqrt(value * value + 1));
        }
    }

    /** What became of it. */
    public sealed interface Outcome {

        /**
         * The picture is written.
         *
         * @param hdu the image, by its number
         * @param width of the picture with its frame, in pixels
         * @param low the value that is drawn darkest
         * @param high the value that is drawn brightest
         */
        record Drawn(int hdu, int width, int height, double low, double high) implements Outcome {}

        /** Nothing is written: the file has no image with two axes, or not the HDU that was asked for. */
        record NoImage(String reason) implements Outcome {}
    }

    /**
     * @param target what is there is overwritten; after a failure it may hold a part
     * @throws FinalException for a file that is no FITS file or is damaged
     */
    public Outcome from(Source source, Path target) throws IOException {
        HduReader reader = new HduReader(source);
        Header primary = null;
        String reason = hdu == null ? "the file has no image with two axes" : "the file has no HDU '" + hdu + "'";
        for (Hdu next = reader.next(); next != null; next = reader.next()) {
            primary = primary == null ? next.header() : primary;
            if (next.isMeantBy(hdu)) {
                Image image = Images.of(source, next);
                if (image != null) {
                    next.checkWhole(source);
                    return draw(next, image, primary, target);
                }
                reason = hdu == null ? reason : next.name() + " is no image with two axes";
            }
        }
        return new Outcome.NoImage(reason);
    }

    private Outcome draw(Hdu drawn, Image image, Header primary, Path target) throws IOException {
        Pixels pixels = Pixels.of(image, drawn.name());
        Limits limits = Limits.of(this, Sample.of(pixels));
        Picture picture = new Picture(this, pixels, limits, Caption.of(image.header(), primary));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16)) {
            picture.write(out);
        }
        return new Outcome.Drawn(drawn.number(), picture.width(), picture.height(), limits.low(), limits.high());
    }
}
