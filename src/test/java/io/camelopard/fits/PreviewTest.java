package io.camelopard.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.camelopard.FinalException;
import io.camelopard.fits.Preview.Outcome;
import io.camelopard.fits.Preview.Stretch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The images of src/test/astropy/preview.py: the limits are astropy's, the colours matplotlib's. */
class PreviewTest {
    private static final Cases CASES = new Cases(Path.of("src/test/resources/fits/previews"));
    private static final Preview USUAL = new Preview(Stretch.LINEAR, "gray", null, null, null, 64, null);

    @TempDir
    private Path folder;

    private Path target;

    @BeforeEach
    void nameTheTarget() {
        target = folder.resolve("image.png");
    }

    static List<String> cases() throws IOException {
        return CASES.names();
    }

    private static Preview asked(String name) throws IOException {
        String[] ask = CASES.lines(name, "ask").get(0);
        return new Preview(
                Stretch.valueOf(ask[1].toUpperCase(Locale.ROOT)),
                ask[2],
                number(ask[3]),
                number(ask[4]),
                number(ask[5]),
                Integer.parseInt(ask[6]),
                ask[7].equals("-") ? null : ask[7]);
    }

    private static Double number(String word) {
        return word.equals("-") ? null : (Double) Double.parseDouble(word);
    }

    private Outcome draw(Preview preview, Path file) throws IOException {
        try (FileSource source = FileSource.open(file)) {
            return preview.from(source, target);
        }
    }

    private Outcome draw(String name, Preview preview) throws IOException {
        return draw(preview, CASES.file(name + ".fits"));
    }

    private Outcome draw(Preview preview, String cards, String... more) throws IOException {
        return draw(
                preview, Files.write(folder.resolve("image.fits"), TestImage.bytes(HeaderText.header(cards, more))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void drawsWhatAstropyDraws(String name) throws IOException {
        Outcome.Drawn drawn = (Outcome.Drawn) draw(name, asked(name));

        String[] limits = CASES.lines(name, "limits").get(0);
        double low = Double.parseDouble(limits[1]);
        double high = Double.parseDouble(limits[2]);
        assertThat(drawn.hdu())
                .isEqualTo(Integer.parseInt(CASES.lines(name, "hdu").get(0)[1]));
        assertThat(drawn.low()).isCloseTo(low, within(1e-9 * (high - low)));
        assertThat(drawn.high()).isCloseTo(high, within(1e-9 * (high - low)));
        Drawing drawing = Drawing.read(target);
        assertThat(drawing.picture().getWidth()).isEqualTo(drawn.width());
        assertThat(drawing.picture().getHeight()).isEqualTo(drawn.height());
        assertThat("size " + drawing.width() + " " + drawing.height())
                .isEqualTo(String.join(" ", CASES.lines(name, "size").get(0)));
        assertThat(CASES.lines(name, "colour")).hasSizeGreaterThan(15).allSatisfy(words -> {
            int colour = drawing.colour(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            assertThat(colour == 0 ? "-" : "%08x".formatted(colour))
                    .as("%s, %s", words[1], words[2])
                    .isEqualTo(words[3].equals("-") ? "-" : "ff" + words[3]);
        });
        assertThat(drawing.holes()).as("transparent pixels of the frame").isZero();
    }

    @ParameterizedTest
    @EnumSource(Stretch.class)
    void everyStretchHasAnInverse(Stretch stretch) {
        for (double brightness : new double[] {0, 1e-6, 0.1, 0.5, 0.9, 1}) {
            assertThat(stretch.brightness(stretch.fraction(brightness))).isCloseTo(brightness, within(1e-12));
        }
    }

    @Test
    void anImageWithoutValuesIsTransparent() throws IOException {
        Outcome outcome = draw(USUAL, """
                SIMPLE  =                    T
                BITPIX  =                    8
                NAXIS   =                    2
                NAXIS1  =                    1
                NAXIS2  =                    1
                BLANK   =                    0
                """);

        assertThat(outcome).isEqualTo(new Outcome.Drawn(0, 96, 96, 0, 1));
        Drawing drawing = Drawing.read(target);
        assertThat(drawing.colour(0, 0)).isZero();
        assertThat(drawing.colour(63, 63)).isZero();
        assertThat(drawing.holes()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "7, -, -, 3.5, 10.5",
        "0, -, -, -0.5, 0.5",
        "-4, -, -, -6, -2",
        "7, 7, -, 7, 10.5",
        "7, 100, -, 100, 150",
        "7, -, 7, 3.5, 7",
        "7, -, -2, -3, -2",
        "7, 0, -, 0, 7",
        "7, 2, 3, 2, 3"
    })
    void limitsAreAlwaysApart(double value, String min, String max, double low, double high) {
        Preview preview = new Preview(Stretch.LINEAR, "gray", number(min), number(max), null, 64, null);

        assertThat(Limits.of(preview, new double[] {value, value})).isEqualTo(new Limits(low, high));
    }

    @Test
    void fewEventsAreSeen() {
        double[] values = new double[1000];
        values[17] = 5;

        assertThat(Limits.of(USUAL, values)).isEqualTo(new Limits(0, 5));
    }

    @Test
    void theLargestNumbersAreDrawn() {
        Limits limits = new Limits(-Double.MAX_VALUE, Double.MAX_VALUE);

        assertThat(limits.fraction(-Double.MAX_VALUE)).isZero();
        assertThat(limits.fraction(0)).isEqualTo(0.5);
        assertThat(limits.fraction(Double.MAX_VALUE)).isEqualTo(1);
        assertThat(limits.value(0.5)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Stretch.class)
    void extremesHaveLimitsAndTicks(Stretch stretch) {
        double most = Double.MAX_VALUE;
        double least = Double.MIN_VALUE;
        for (double[] few :
                new double[][] {{most}, {-most}, {-most, most}, {0, least}, {-least, 0}, {least}, {0, 1, most}}) {
            double[] values = new double[700];
            Arrays.setAll(values, i -> few[i % few.length]);

            Limits limits = Limits.of(new Preview(stretch, "gray", null, null, null, 64, null), values);

            assertThat(limits.low()).isBetween(-most, most).isLessThan(limits.high());
            assertThat(limits.high()).isBetween(-most, most);
            assertThat(limits.fraction(few[0])).isBetween(0.0, 1.0);
            assertThat(Ticks.of(stretch, limits, 5)).isNotEmpty();
        }
        Preview given = new Preview(stretch, "gray", 0.0, least, null, 64, null);
        assertThat(Ticks.of(stretch, Limits.of(given, new double[] {1}), 5)).isNotEmpty();
    }

    @Test
    void saysWhatTheFileDoesNotHave() throws IOException {
        assertThat(draw("by-name", new Preview(Stretch.LINEAR, "gray", null, null, null, 64, "SCI")))
                .isEqualTo(new Outcome.NoImage("the file has no HDU 'SCI'"));
        assertThat(draw("by-name", new Preview(Stretch.LINEAR, "gray", null, null, null, 64, "1")))
                .isEqualTo(new Outcome.NoImage("HDU 1 (EVENTS) is no image with two axes"));
        assertThat(draw(USUAL, Path.of("src/test/resources/fits/histograms/nulls.fits")))
                .isEqualTo(new Outcome.NoImage("the file has no image with two axes"));
        assertThat(target).doesNotExist();
    }

    @Test
    void refusesWhatMakesNoPicture() {
        assertThatThrownBy(() -> new Preview(Stretch.LOG, "jet", null, null, null, 64, null))
                .isInstanceOf(FinalException.class)
                .hasMessage("colour map 'jet' is not known; known are gray, inferno, magma, viridis");
        assertThatThrownBy(() -> new Preview(Stretch.LOG, "gray", null, null, null, 20_001, null))
                .isInstanceOf(FinalException.class)
                .hasMessage("a preview of 20001 pixels: expected 1 to 20000");
        assertThatThrownBy(() -> new Preview(Stretch.LOG, "gray", null, null, 0.0, 64, null))
                .isInstanceOf(FinalException.class)
                .hasMessage("the percentile is 0.0: expected more than 0, up to 100");
        assertThatThrownBy(() -> new Preview(Stretch.LOG, "gray", 5.0, 5.0, null, 64, null))
                .isInstanceOf(FinalException.class)
                .hasMessage("limits from 5.0 to 5.0: expected a smaller and a larger number");
        assertThatThrownBy(() -> new Preview(Stretch.LOG, "gray", Double.NaN, null, null, 64, null))
                .isInstanceOf(FinalException.class)
                .hasMessage("limits from NaN to null: expected a smaller and a larger number");
    }
}
