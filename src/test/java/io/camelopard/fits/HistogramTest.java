package io.camelopard.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.camelopard.FinalException;
import io.camelopard.fits.Histogram.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The event lists of src/test/astropy/histogram.py: the counts are numpy's, the positions astropy's. */
class HistogramTest {
    private static final Cases CASES = new Cases(Path.of("src/test/resources/fits/histograms"));

    @TempDir
    Path folder;

    static List<String> cases() throws IOException {
        return CASES.names();
    }

    private static long number(String name, String keyword) throws IOException {
        return Long.parseLong(CASES.lines(name, keyword).get(0)[1]);
    }

    private Path target() {
        return folder.resolve("image.fits");
    }

    private Outcome bin(String name, Histogram histogram) throws IOException {
        try (FileSource source = FileSource.open(CASES.file(name + ".fits"))) {
            return histogram.from(source, target());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void countsAsNumpyDoes(String name) throws IOException {
        String[] ask = CASES.lines(name, "ask").get(0);
        Histogram histogram = new Histogram(
                ask[2], ask[3], Integer.parseInt(ask[4]), Integer.parseInt(ask[5]), ask[1].equals("-") ? null : ask[1]);

        assertThat(bin(name, histogram))
                .isEqualTo(
                        new Outcome.Binned((int) number(name, "hdu"), number(name, "rows"), number(name, "counted")));

        byte[] data = FitsFile.data(target(), 0);
        assertThat(FitsFile.crc32(data)).isEqualTo(CASES.lines(name, "crc").get(0)[1]);
        ByteBuffer pixels = ByteBuffer.wrap(data);
        long sum = 0;
        while (pixels.hasRemaining()) {
            sum += pixels.getInt();
        }
        assertThat(sum).isEqualTo(number(name, "counted"));
        assertThat(Files.size(target()) % 2880).isZero();
        Header header = FitsFile.read(target()).hdus().get(0).header();
        assertThat(header.text("OBJECT")).isEqualTo("Crab");
        assertThat(header.text("INSTRUME")).isEqualTo("PSPC");
        for (String[] sky : CASES.lines(name, "sky")) {
            SkyPoint point =
                    Wcs.of(header).toSky(new Pixel(Double.parseDouble(sky[1]) + 1, Double.parseDouble(sky[2]) + 1));
            assertThat(point.ra()).isCloseTo(Double.parseDouble(sky[3]), within(1e-9));
            assertThat(point.dec()).isCloseTo(Double.parseDouble(sky[4]), within(1e-9));
        }
    }

    @Test
    void theValuesOfTheColumnsAreCoordinates() throws IOException {
        bin("whole-with-sky", new Histogram("X", "Y", 100, 40, null));

        Header header = FitsFile.read(target()).hdus().get(0).header();
        assertThat(header.text("CTYPE1P")).isEqualTo("X");
        assertThat(header.number("CRPIX1P")).isEqualTo(0.5);
        assertThat(header.number("CRVAL2P")).isEqualTo(0.5);
        assertThat(header.number("CDELT1P")).isEqualTo(10);
        assertThat(header.number("CDELT2P")).isEqualTo(20);
    }

    @Test
    void saysWhatTheFileDoesNotHave() throws IOException {
        assertThat(bin("nulls", new Histogram("X", "RAWY", 8, 8, null)))
                .isEqualTo(new Outcome.NoTable("the file has no binary table with the columns X and RAWY"));
        assertThat(bin("nulls", new Histogram("X", "Y", 8, 8, "GTI")))
                .isEqualTo(new Outcome.NoTable("the file has no binary table 'GTI' with the columns X and Y"));
        assertThat(target()).doesNotExist();
    }

    @Test
    void refusesAColumnOfSeveralNumbers() {
        assertThatThrownBy(() -> bin("nulls", new Histogram("X", "grade", 8, 8, null)))
                .isInstanceOf(FinalException.class)
                .hasMessage("HDU 1 (EVENTS): column 'GRADE' is '3B'; expected one number a row");
    }

    @Test
    void refusesATableThatIsCutShort() throws IOException {
        Path cut = folder.resolve("cut.fits");
        Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(CASES.file("nulls.fits")), 10_000));
        try (FileSource source = FileSource.open(cut)) {
            assertThatThrownBy(() -> new Histogram("X", "Y", 8, 8, null).from(source, target()))
                    .isInstanceOf(FinalException.class)
                    .hasMessageContaining("ends at byte 10000");
        }
    }

    @Test
    void refusesMoreBinsThanFit() {
        assertThatThrownBy(() -> new Histogram("X", "Y", 100_000, 100_000, null))
                .isInstanceOf(FinalException.class)
                .hasMessage("100000 x 100000 bins: expected 1 to 16777216");
        assertThatThrownBy(() -> new Histogram("X", "Y", 0, 5, null)).isInstanceOf(FinalException.class);
    }
}
