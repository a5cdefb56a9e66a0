package io.camelopard.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same pixels as astropy's Cutout2D takes, and the same positions; src/test/astropy/cutouts.py writes them. */
class CutoutComparisonTest {
    private static final Path CASES = Path.of("src/test/resources/fits/cutouts");

    @TempDir
    private Path folder;

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.sorted().toList().stream();
        }
    }

    @Test
    void thereAreManyCases() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(40);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void takesThePixelsThatAstropyTakes(Path file) throws IOException {
        CutoutCase question = CutoutCase.withHeader(file);
        Path image = Files.write(folder.resolve("image.fits"), TestImage.bytes(question.header()));
        Path cut = folder.resolve("cut.fits");

        Cutout.Outcome outcome;
        try (FileSource source = FileSource.open(image)) {
            outcome = question.cutout().from(source, cut);
        }

        if (question.isOutside()) {
            assertThat(outcome).isInstanceOf(Cutout.Outcome.Outside.class);
            assertThat(cut).doesNotExist();
        } else {
            assertThat(outcome).isEqualTo(question.cut(0));
            assertThat(FitsFile.crc32(FitsFile.data(cut, 0))).isEqualTo(question.crc32("crc32"));
            assertThatPositionsAreKept(question, cut);
        }
    }

    static void assertThatPositionsAreKept(CutoutCase question, Path cut) throws IOException {
        FitsFile file = FitsFile.read(cut);
        Wcs wcs = Wcs.of(file.hdus().get(file.hdus().size() - 1).header());
        assertThat(wcs).isNotNull();
        assertThat(Files.size(cut) % 2880).isZero();
        for (String[] place : question.sky()) {
            Pixel found = wcs.toPixel(new SkyPoint(Double.parseDouble(place[3]), Double.parseDouble(place[4])));

            assertThat(found).isNotNull();
            assertThat(found.x()).isCloseTo(Double.parseDouble(place[1]), within(1e-6));
            assertThat(found.y()).isCloseTo(Double.parseDouble(place[2]), within(1e-6));
        }
    }
}
