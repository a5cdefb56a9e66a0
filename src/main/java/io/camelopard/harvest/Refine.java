package io.camelopard.harvest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of {@code refine}; angles in degrees. */
public sealed interface Refine {

    /** What happens to the product when the step fails. */
    OnFailure onFailure();

    /** See {@link #onFailure()}. */
    enum OnFailure {
        KEEP_ORIGINAL,
        FAIL,
        SKIP
    }

    /** How pixel values become brightness. */
    enum Stretch {
        LINEAR,
        LOG,
        SQRT,
        ASINH,
        /** Linear between the limits that IRAF's display takes. */
        ZSCALE
    }

    /** What a stored table or image is converted to. */
    record Convert(String to, OnFailure onFailure) implements Refine {}

    /** Uncompresses gzip, compress, bzip2, tile-compressed FITS. */
    record Decompress(OnFailure onFailure) implements Refine {}

    /**
     * Cuts a rectangle out of an image: that which just covers the circle of {@code radius}, or {@code width} by
     * {@code height} along the image's own axes.
     *
     * @param hdu a number from 0 or an EXTNAME; null: the first that fits
     * @param at the centre as written; null: the target
     * @param remote by ranges of the remote file, so that only what is needed is fetched
     */
    record Cutout(
            @Nullable Double radius,
            Search.@Nullable Size box,
            @Nullable String hdu,
            @Nullable String at,
            boolean keepOriginal,
            boolean remote,
            OnFailure onFailure)
            implements Refine {}

    /** Adds {@code {stem}.png}. */
    record Preview(
            Stretch stretch,
            String colormap,
            @Nullable Double min,
            @Nullable Double max,
            @Nullable Double percentile,
            @Nullable Integer size,
            @Nullable String hdu,
            OnFailure onFailure)
            implements Refine {}

    /** Adds {@code {stem}_image.fits}: an event list binned to an image. */
    record Histogram(
            String x,
            String y,
            int binsX,
            int binsY,
            @Nullable String hdu,
            Stretch stretch,
            String colormap,
            OnFailure onFailure)
            implements Refine {}

    /** Takes header values into the ledger and the table of products. */
    record Header(List<String> keywords, OnFailure onFailure) implements Refine {
        public Header {
            keywords = List.copyOf(keywords);
        }
    }

    /** Hands the product to a route of the operator's. */
    record Route(String name, OnFailure onFailure) implements Refine {}
}
