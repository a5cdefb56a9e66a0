package io.camelopard.fits;

import io.camelopard.FinalException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a rectangle out of an image, as a FITS file of its own; which pixels, see {@link Window}. Pixels are copied as they are,
 * so that BSCALE, BZERO and BLANK keep their meaning; all planes of a third and further axis are kept. Of the file only the
 * headers are read, and the rows that are needed. Immutable.
 *
 * @param centre where; it may be outside of the image as long as some of the rectangle is not
 * @param extent how much
 * @param hdu a number from 0 or an EXTNAME; null for the first image with celestial coordinates that has some of the rectangle
 * @param others whether the other HDUs are copied as well, whole; without them an extension still has a primary header
 */
public record Cutout(
        SkyPoint centre, Extent extent, @Nullable String hdu, boolean others) {

    /** What became of it. */
    public sealed interface Outcome {

        /**
         * The file is written.
         *
         * @param hdu the one that was cut, by its number in the original file
         * @param x the first pixel of NAXIS1 (or the first celestial axis), counted from 0
         * @param y the first pixel of NAXIS2 (or the second celestial axis)
         */
        record Cut(int hdu, long x, long y, long width, long height) implements Outcome {}

        /** Nothing is written: the file has no image with celestial coordinates, or not the HDU that was asked for. */
        record NoImage(String reason) implements Outcome {}

        /** Nothing is written: no pixel of the rectangle is on the image. */
        record Outside(String reason) implements Outcome {}
    }

    /**
     * @param target what is there is overwritten; after a failure it may hold a part
     * @throws FinalException for a file that is no FITS file, is damaged, or has coordinates that are not supported
     */
    public Outcome from(Source source, Path target) throws IOException {
        CutoutPlan plan = new CutoutPlan(this, source);
        CutoutPlan.Found found = plan.find();
        if (found == null) {
            return plan.reason();
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16)) {
            new CutoutWriter(source, found, others).write(out);
        }
        Window window = found.window();
        return new Outcome.Cut(found.hdu().number(), window.x(), window.y(), window.width(), window.height());
    }
}
