package io.camelopard.fits;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks for the image that is to be cut; used once. */
final class CutoutPlan {
    private final Cutout cutout;
    private final Source source;
    private Cutout.@Nullable Outcome reason;

    CutoutPlan(Cutout cutout, Source source) {
        this.cutout = cutout;
        this.source = source;
    }

    /** An image and what is cut out of it. */
    record Found(Hdu hdu, Image image, Window window, Box box) {}

    /** @return null if there is none; then {@link #reason()} says why */
    @Nullable Found find() throws IOException {
        HduReader reader = new HduReader(source);
        for (Hdu hdu = reader.next(); hdu != null; hdu = reader.next()) {
            Found found = hdu.isMeantBy(cutout.hdu()) ? look(hdu) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    Cutout.Outcome reason() {
        if (reason != null) {
            return reason;
        }
        return new Cutout.Outcome.NoImage(
                cutout.hdu() == null
                        ? "the file has no image with celestial coordinates"
                        : "the file has no HDU '" + cutout.hdu() + "'");
    }

    private @Nullable Found look(Hdu hdu) {
        Image image = Images.of(source, hdu);
        Wcs wcs = image == null ? null : Wcs.of(image.header());
        if (image == null || wcs == null || wcs.secondAxis() > image.shape().size()) {
            because(
                    cutout.hdu() == null
                            ? null
                            : new Cutout.Outcome.NoImage(hdu.name() + " is no image with two celestial axes"));
            return null;
        }
        hdu.checkWhole(source);
        return window(hdu, image, wcs);
    }

    private @Nullable Found window(Hdu hdu, Image image, Wcs wcs) {
        int first = wcs.firstAxis() - 1;
        int second = wcs.secondAxis() - 1;
        List<Long> shape = image.shape();
        Window window = Window.of(wcs, cutout.centre(), cutout.extent(), shape.get(first), shape.get(second));
        if (window == null) {
            because(outside(hdu, wcs, shape.get(first), shape.get(second)));
            return null;
        }
        Box box = Box.of(shape).with(first, window.x(), window.width()).with(second, window.y(), window.height());
        return new Found(hdu, image, window, box);
    }

    private Cutout.Outcome outside(Hdu hdu, Wcs wcs, long width, long height) {
        SkyPoint centre = cutout.centre();
        Pixel pixel = wcs.toPixel(centre);
        String where = pixel == null
                ? "is on the other side of the sky"
                : "is at its pixel (%.1f, %.1f)".formatted(pixel.x(), pixel.y());
        return new Cutout.Outcome.Outside("the position %.6f %.6f is outside of %s: it %s, the image has %d x %d"
                .formatted(centre.ra(), centre.dec(), hdu.name(), where, width, height));
    }

    /** The first reason is told, since the first image is the one that people mean. */
    private void because(Cutout.@Nullable Outcome why) {
        reason = reason == null ? why : reason;
    }
}
