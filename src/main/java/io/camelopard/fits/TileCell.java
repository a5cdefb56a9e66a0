package io.camelopard.fits;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One tile as it is stored.
 *
 * @param kind which of the three columns has it
 * @param scale what a step of the whole numbers is; NaN where the values are not quantised
 * @param zero what the whole number 0 is
 * @param blank the whole number that stands for no value
 */
record TileCell(
        Kind kind,
        ByteBuffer data,
        double scale,
        double zero,
        @Nullable Long blank) {

    /** How a tile is compressed; a tile on which the algorithm of the image fails is stored in another way. */
    enum Kind {
        COMPRESSED_DATA,
        GZIP_COMPRESSED_DATA,
        UNCOMPRESSED_DATA
    }

    boolean isQuantised() {
        return kind == Kind.COMPRESSED_DATA && !Double.isNaN(scale);
    }
}
