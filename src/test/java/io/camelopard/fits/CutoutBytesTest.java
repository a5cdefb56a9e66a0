package io.camelopard.fits;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.fits.Cutout.Outcome;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a large file only what is needed is read, so that it may as well be far away. */
class CutoutBytesTest {
    private static final String HEADER = """
            SIMPLE  =                    T
            BITPIX  =                  -32
            NAXIS   =                    2
            NAXIS1  =                32768
            NAXIS2  =                32768
            CTYPE1  = 'RA---TAN'
            CTYPE2  = 'DEC--TAN'
            CRVAL1  =                 83.6
            CRVAL2  =                 22.0
            CRPIX1  =              16384.5
            CRPIX2  =              16384.5
            CDELT1  =              -2.5E-4
            CDELT2  =               2.5E-4
            """;

    @TempDir
    private Path folder;

    /** Counts. */
    private static final class Counted implements Source {
        private final Source source;
        private long bytes;
        private long reads;

        Counted(Source source) {
            this.source = source;
        }

        @Override
        public long length() {
            return source.length();
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            int count = source.read(position, target);
            bytes += Math.max(0, count);
            reads++;
            return count;
        }
    }

    private Path sparse() throws IOException {
        Path file = Files.write(folder.resolve("large.fits"), new HeaderEditor(HeaderText.header(HEADER)).toBytes());
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(2880 + (4L * 32768 * 32768 + 2879) / 2880 * 2880);
            large.seek(2880 + 4L * (20_000L * 32768 + 12_345));
            large.writeFloat(42);
        }
        return file;
    }

    private static Outcome cut(Source source, Pixel pixel, Extent extent, Path target) throws IOException {
        Wcs wcs = Wcs.of(HeaderText.header(HEADER));
        assertThat(wcs).isNotNull();
        SkyPoint centre = wcs.toSky(pixel);
        assertThat(centre).isNotNull();
        return new Cutout(centre, extent, null, false).from(source, target);
    }

    @Test
    void tenArcMinutesOfFourGigabytesAreAFewRows() throws IOException {
        Path target = folder.resolve("cut.fits");
        try (FileSource file = FileSource.open(sparse())) {
            Counted counted = new Counted(file);

            // The pixel that is written counts from 1, and lies 5 and 3 pixels beside the middle.
            Outcome outcome = cut(counted, new Pixel(12_341, 19_998), new Extent.Circle(5 / 60.0), target);

            assertThat(outcome).isEqualTo(new Outcome.Cut(0, 12_007, 19_664, 667, 667));
            assertThat(counted.bytes).isLessThan(file.length() / 50);
            assertThat(counted.bytes).isBetween(4L * 667 * 667, 4L * 667 * 667 + 200_000);
        }
        ByteBuffer pixels = ByteBuffer.wrap(FitsFile.data(target, 0));
        assertThat(pixels.getFloat(4 * ((20_000 - 19_664) * 667 + 12_345 - 12_007)))
                .isEqualTo(42);
    }

    @Test
    void rowsThatAreNearAreReadAtOnce() throws IOException {
        try (FileSource file = FileSource.open(sparse())) {
            Counted counted = new Counted(file);

            Extent wide = new Extent.Rectangle(7.5, 0.1);
            Outcome outcome = cut(counted, new Pixel(16_384, 16_384), wide, folder.resolve("cut.fits"));

            assertThat(outcome).isEqualTo(new Outcome.Cut(0, 1_383, 16_183, 30_000, 400));
            assertThat(counted.reads).isLessThan(400 / 5);
        }
    }
}
