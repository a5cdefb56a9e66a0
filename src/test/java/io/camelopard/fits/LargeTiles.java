package io.camelopard.fits;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** A compressed image of any size in a small file: all tiles, of a row each, are the same bytes of the heap. */
final class LargeTiles {
    private LargeTiles() {}

    static byte[] file(int width, int rows) throws IOException {
        byte[] tile = tile(width);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(all);
        out.write(header("""
                SIMPLE  =                    T
                BITPIX  =                    8
                NAXIS   =                    0
                EXTEND  =                    T
                """));
        out.write(header("""
                XTENSION= 'BINTABLE'
                BITPIX  =                    8
                NAXIS   =                    2
                NAXIS1  =                    8
                NAXIS2  =                   %d
                PCOUNT  =                   %d
                GCOUNT  =                    1
                TFIELDS =                    1
                TTYPE1  = 'COMPRESSED_DATA'
                TFORM1  = '1PB(%d)'
                ZIMAGE  =                    T
                ZSIMPLE =                    T
                ZCMPTYPE= 'GZIP_1  '
                ZBITPIX =                   32
                ZNAXIS  =                    2
                ZNAXIS1 =                   %d
                ZNAXIS2 =                   %d
                """.formatted(rows, tile.length, tile.length, width, rows)));
        for (int row = 0; row < rows; row++) {
            out.writeInt(tile.length);
            out.writeInt(0);
        }
        out.write(tile);
        Bytes.pad(all.size(), 0, out);
        return all.toByteArray();
    }

    private static byte[] header(String cards) {
        return new HeaderEditor(HeaderText.header(cards)).toBytes();
    }

    private static byte[] tile(int width) throws IOException {
        ByteBuffer pixels = ByteBuffer.allocate(width * Integer.BYTES);
        for (int x = 0; x < width; x++) {
            pixels.putInt(x);
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(pixels.array());
        }
        return packed.toByteArray();
    }
}
