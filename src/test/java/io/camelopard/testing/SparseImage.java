package io.camelopard.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Large FITS images that take little room on disk: 1 arcsec a pixel around 83.6 22.0, with one byte of each row set. */
public final class SparseImage {
    private static final int BLOCK = 2880;

    private SparseImage() {}

    public static Path write(Path file, int bitpix, int width, int height) throws IOException {
        StringBuilder header = new StringBuilder();
        for (String card : List.of(
                "SIMPLE  =                    T",
                "BITPIX  = " + bitpix,
                "NAXIS   =                    2",
                "NAXIS1  = " + width,
                "NAXIS2  = " + height,
                "CTYPE1  = 'RA---TAN'",
                "CTYPE2  = 'DEC--TAN'",
                "CRVAL1  =                 83.6",
                "CRVAL2  =                 22.0",
                "CRPIX1  = " + width / 2,
                "CRPIX2  = " + height / 2,
                "CDELT1  =     -2.777777778E-04",
                "CDELT2  =      2.777777778E-04",
                "OBJECT  = 'Crab    '",
                "END")) {
            header.append("%-80s".formatted(card));
        }
        Files.write(file, "%-2880s".formatted(header).getBytes(StandardCharsets.US_ASCII));
        long row = (long) width * Math.abs(bitpix) / 8;
        long data = (row * height + BLOCK - 1) / BLOCK * BLOCK;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (long y = 0; y < height; y++) {
                channel.write(ByteBuffer.wrap(new byte[] {(byte) (y * 31)}), BLOCK + y * row + row / 2);
            }
            channel.write(ByteBuffer.allocate(1), BLOCK + data - 1);
        }
        return file;
    }
}
