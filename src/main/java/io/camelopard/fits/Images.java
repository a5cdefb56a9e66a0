package io.camelopard.fits;

import org.jspecify.annotations.Nullable;

/** Which HDUs are images. */
final class Images {
    private Images() {}

    /** @return null for anything else, and for one without two dimensions */
    static @Nullable Image of(Source source, Hdu hdu) {
        return hdu.isImage() && hdu.header().whole("NAXIS", 0) >= 2 ? PlainImage.of(source, hdu) : null;
    }
}
