package io.camelopard.fits;

import io.camelopard.FinalException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes pixels of tiles (FITS 4.0, sections 10.2 and 10.4): Rice, PLIO and H-compress by nom-tam-fits, the rest here. What
 * nom-tam-fits makes of quantised values differs from cfitsio by half a step without dithering, and has zeros for floating-point
 * numbers that are only gzipped; hence it is asked for whole numbers alone.
 */
final class TileDecoder {
    private final Hdu hdu;
    private final WholeNumbers numbers;
    private final Dequantiser dequantiser;
    private final int bitpix;

    /** @throws FinalException for an algorithm that is not supported */
    TileDecoder(Hdu hdu) {
        this.hdu = hdu;
        this.numbers = WholeNumbers.of(hdu);
        this.dequantiser = Dequantiser.of(hdu);
        this.bitpix = (int) hdu.header().whole("ZBITPIX", hdu.name());
    }

    /**
     * @param shape of the tile
     * @return the pixels as they are in a FITS file
     * @throws FinalException for what cannot be decompressed
     */
    byte[] pixels(TileCell cell, List<Long> shape, long index) {
        int count = (int) shape.stream().reduce(1L, Math::multiplyExact).longValue();
        try {
            if (cell.isQuantised() && bitpix < 0) {
                return dequantiser.values(numbers.of(cell.data(), shape, count), cell, index, bitpix);
            }
            byte[] raw = raw(cell, count);
            return raw == null
                    ? Whole.toBytes(numbers.of(cell.data(), shape, count), bitpix)
                    : Whole.resize(raw, count, bitpix);
        } catch (IOException | RuntimeException e) {
            throw new FinalException(
                    "tile " + index + " of " + hdu.name() + " cannot be decompressed (" + numbers.algorithm() + "): "
                            + e,
                    e);
        }
    }

    /** @return null for an algorithm that knows whole numbers only */
    private byte @Nullable [] raw(TileCell cell, int count) throws IOException {
        return switch (cell.kind()) {
            case GZIP_COMPRESSED_DATA -> gunzip(cell.data(), count);
            case UNCOMPRESSED_DATA -> bytes(cell.data());
            case COMPRESSED_DATA -> numbers.raw(cell.data(), count);
        };
    }

    static byte[] bytes(ByteBuffer data) {
        byte[] all = new byte[data.remaining()];
        data.duplicate().get(all);
        return all;
    }

    /** Bytes of at most eight times the number of pixels. */
    static byte[] gunzip(ByteBuffer data, int count) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes(data)))) {
            byte[] raw = in.readNBytes(count * Double.BYTES);
            if (in.read() >= 0) {
                throw new IOException("more than 8 bytes a pixel");
            }
            return raw;
        }
    }
}
