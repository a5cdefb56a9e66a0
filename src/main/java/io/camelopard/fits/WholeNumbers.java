package io.camelopard.fits;

import io.camelopard.FinalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.util.List;
import java.util.Locale;
import nom.tam.fits.compression.algorithm.hcompress.HCompressor;
import nom.tam.fits.compression.algorithm.hcompress.HCompressorOption;
import nom.tam.fits.compression.algorithm.plio.PLIOCompress;
import nom.tam.fits.compression.algorithm.rice.RiceCompressOption;
import nom.tam.fits.compression.algorithm.rice.RiceCompressor;
import org.jspecify.annotations.Nullable;

/**
 * The algorithms by which whole numbers are compressed (FITS 4.0, section 10.4).
 *
 * @param algorithm ZCMPTYPE
 * @param block BLOCKSIZE of Rice
 * @param bytes BYTEPIX of Rice: 1, 2 or 4
 * @param smooth SMOOTH of H-compress
 */
record WholeNumbers(String algorithm, int block, int bytes, boolean smooth) {

    /** @throws FinalException for an algorithm that is not supported */
    static WholeNumbers of(Hdu hdu) {
        String algorithm = hdu.header().text("ZCMPTYPE", "").strip().toUpperCase(Locale.ROOT);
        if (!List.of("RICE_1", "RICE_ONE", "GZIP_1", "GZIP_2", "PLIO_1", "HCOMPRESS_1", "NOCOMPRESS")
                .contains(algorithm)) {
            throw new FinalException(hdu.name() + ": compression '" + algorithm.replaceAll("[^ -~]", "?")
                    + "' is not supported; supported are RICE_1, GZIP_1, GZIP_2, PLIO_1, HCOMPRESS_1, NOCOMPRESS");
        }
        return new WholeNumbers(
                algorithm,
                (int) parameter(hdu.header(), "BLOCKSIZE", 32),
                (int) parameter(hdu.header(), "BYTEPIX", 4),
                parameter(hdu.header(), "SMOOTH", 0) != 0);
    }

    /** ZVALn of the ZNAMEn. */
    private static double parameter(Header header, String name, double missing) {
        for (int n = 1; header.has("ZNAME" + n); n++) {
            if (header.text("ZNAME" + n, "").strip().equals(name)) {
                return header.number("ZVAL" + n, missing);
            }
        }
        return missing;
    }

    /** The bytes of an algorithm that compresses bytes; null for the others. */
    byte @Nullable [] raw(ByteBuffer data, int count) throws IOException {
        return switch (algorithm) {
            case "GZIP_1" -> TileDecoder.gunzip(data, count);
            case "GZIP_2" -> Whole.unshuffle(TileDecoder.gunzip(data, count), count);
            case "NOCOMPRESS" -> TileDecoder.bytes(data);
            default -> null;
        };
    }

    int[] of(ByteBuffer data, List<Long> shape, int count) throws IOException {
        byte[] raw = raw(data, count);
        if (raw != null) {
            return Whole.toNumbers(raw, count);
        }
        IntBuffer values = IntBuffer.allocate(count);
        switch (algorithm) {
            case "PLIO_1" -> new PLIOCompress.IntPLIOCompressor().decompress(data, values);
            case "HCOMPRESS_1" -> hcompress(shape).decompress(data, values);
            default -> rice(data, values);
        }
        return values.array();
    }

    private HCompressor.IntHCompressor hcompress(List<Long> shape) {
        HCompressorOption option = new HCompressorOption();
        option.setTileWidth(shape.get(0).intValue());
        option.setTileHeight(shape.size() < 2 ? 1 : shape.get(1).intValue());
        option.setSmooth(smooth);
        return new HCompressor.IntHCompressor(option);
    }

    private void rice(ByteBuffer data, IntBuffer values) throws IOException {
        RiceCompressOption option = new RiceCompressOption().setBlockSize(block).setBytePix(bytes);
        switch (bytes) {
            case 1 -> {
                ByteBuffer small = ByteBuffer.allocate(values.capacity());
                new RiceCompressor.ByteRiceCompressor(option).decompress(data, small);
                values.put(Whole.toNumbers(small.array(), values.capacity()));
            }
            case 2 -> {
                ShortBuffer small = ShortBuffer.allocate(values.capacity());
                new RiceCompressor.ShortRiceCompressor(option).decompress(data, small);
                for (short value : small.array()) {
                    values.put(value);
                }
            }
            default -> new RiceCompressor.IntRiceCompressor(option).decompress(data, values);
        }
    }
}
