package io.camelopard.fits;

import org.jspecify.annotations.Nullable;

/** Which HDUs are images. */
final class Images {
    private Images() {}

    /**
     * @return null for anything else, and for one without two dimensions
     * @throws io.camelopard.FinalException for a compressed image whose header is wrong
     */
    static @Nullable Image of(Source source, Hdu hdu) {
        if (CompressedHeader.isIn(hdu)) {
            Image image = TiledImage.of(source, hdu);
            return image.shape().size() < 2 ? null : image;
        }
        return hdu.isImage() && hdu.header().whole("NAXIS", 0) >= 2 ? PlainImage.of(source, hdu) : null;
    }
}
