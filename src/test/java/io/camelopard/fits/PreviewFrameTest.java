package io.camelopard.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.camelopard.fits.Preview.Stretch;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is around the image: title, scale bar, colour bar. */
class PreviewFrameTest {
    private static final int BRIGHT = 0xffeceff3;
    private static final String IMAGE = """
            SIMPLE  =                    T
            BITPIX  =                   16
            NAXIS   =                    2
            NAXIS1  =                  200
            NAXIS2  =                  100
            """;
    private static final String WCS = """
            CTYPE1  = 'RA---TAN'
            CTYPE2  = 'DEC--TAN'
            CRVAL1  =                 83.6
            CRVAL2  =                 22.0
            CRPIX1  =                100.5
            CRPIX2  =                 50.5
            CDELT1  =               -1E-03
            CDELT2  =                1E-03
            """;

    @TempDir
    private Path folder;

    private Path target;

    @BeforeEach
    void nameTheTarget() {
        target = folder.resolve("image.png");
    }

    private Drawing draw(int size, String... cards) throws IOException {
        Path file = Files.write(
                folder.resolve("image.fits"), TestImage.bytes(HeaderText.header(IMAGE + String.join("", cards))));
        try (FileSource source = FileSource.open(file)) {
            new Preview(Stretch.LINEAR, "viridis", null, null, null, size, null).from(source, target);
        }
        return Drawing.read(target);
    }

    private static ScaleBar bar(String... cards) {
        return ScaleBar.of(HeaderText.header(String.join("\n", cards)), 200, 100);
    }

    private static String scaled(double degrees) {
        return WCS.replace("-1E-03", Double.toString(-degrees)).replace("1E-03", Double.toString(degrees));
    }

    @Test
    void theScaleBarIsAsLongAsItsAngle() throws IOException {
        assertThat(bar(WCS).label()).isEqualTo("2′");
        double pixels = 2 / 60.0 / 1e-3;

        Drawing drawing = draw(1000, WCS);

        int longest = 0;
        for (int y = drawing.top() + drawing.height(); y < drawing.picture().getHeight(); y++) {
            longest = Math.max(longest, drawing.count(y, BRIGHT));
        }
        assertThat((double) longest).isCloseTo(pixels * 5, within(0.6));
    }

    @ParameterizedTest
    @CsvSource({
        "9e-9, 0.001″, 0.001",
        "4e-7, 0.05″, 0.05",
        "1.4e-5, 2″, 2",
        "9e-5, 10″, 10",
        "4e-4, 1′, 60",
        "5e-3, 10′, 600",
        "2e-2, 1°, 3600",
        "0.5, 20°, 72000"
    })
    void theAngleIsRound(double degrees, String label, double arcsec) {
        ScaleBar bar = bar(scaled(degrees));

        assertThat(bar.label()).isEqualTo(label);
        assertThat(bar.arcsec().doubleValue()).isEqualTo(arcsec);
        assertThat(bar.share()).isBetween(0.1, 0.33);
        assertThat(bar.share() * 200 * degrees * 3600).isCloseTo(arcsec, within(arcsec * 0.03));
    }

    private static double perWidth(ScaleBar bar) {
        return bar.arcsec().doubleValue() / bar.share();
    }

    @Test
    void theScaleIsThatOfTheMiddle() {
        String farOff = WCS.replace("RA---TAN", "RA---CAR")
                .replace("DEC--TAN", "DEC--CAR")
                .replace("22.0", "0.0")
                .replace("50.5", "-59949.5");

        assertThat(perWidth(bar(farOff)) / perWidth(bar(WCS))).isCloseTo(0.5, within(0.001));
    }

    @Test
    void thereIsNoneWithoutCelestialCoordinates() throws IOException {
        assertThat(bar(IMAGE)).isNull();
        assertThat(bar(WCS.replace("TAN", "XXX"))).isNull();
        assertThat(bar(WCS.replace("DEC--TAN", "FREQ"))).isNull();
        assertThat(bar(WCS.replace("CTYPE2", "CTYPE3"), "CTYPE2  = 'FREQ    '")).isNull();
        assertThat(bar(scaled(1e-300))).isNull();
        Drawing drawing = draw(1000, WCS.replace("TAN", "XXX"));
        for (int y = drawing.top() + drawing.height(); y < drawing.picture().getHeight(); y++) {
            assertThat(drawing.count(y, BRIGHT)).isZero();
        }
    }

    @Test
    void theTitleSaysWhatThereIs() {
        Header primary = HeaderText.header("""
                TELESCOP= 'HST     '
                OBJECT  = 'ignored '
                DATE-OBS= '2003-01-01T10:20:30'
                """);
        Header header = HeaderText.header("""
                OBJECT  = 'M 31   it''s '
                INSTRUME= '        '
                BUNIT   = 'Jy/beam '
                """);

        assertThat(Caption.of(header, primary))
                .isEqualTo(new Caption("M 31 it's · HST · 2003-01-01T10:20:30", "Jy/beam"));
        assertThat(Caption.of(HeaderText.header(""), HeaderText.header(""))).isEqualTo(new Caption("", ""));
    }

    @Test
    void theTitleIsHarmless() throws IOException {
        String text = "OBJECT  = 'a\u0000\u0007\u001b[2J\u0085\u00ff<b>'\n";

        assertThat(Caption.of(HeaderText.header(text.replace("\u0085", "?")), HeaderText.header(""))
                        .title())
                .isEqualTo("a???[2J??<b>");
        assertThat(draw(300, text.replace("\u0085", "?")).hasTitle()).isTrue();
    }

    @Test
    void aLongTitleEndsWithAnEllipsis() throws IOException {
        assertThat(Glyphs.fit("a star", 16, 1000)).isEqualTo("a star");
        String fit = Glyphs.fit("a very long name of a star", 16, 100);
        assertThat(fit).startsWith("a very").endsWith("…").hasSizeLessThan(20);
        assertThat(Glyphs.width(fit, 16)).isBetween(80.0, 100.0);
        assertThat(Glyphs.fit("a star", 16, 12)).isEmpty();
        Drawing drawing = draw(300, "OBJECT  = '" + "W".repeat(60) + "'\n");
        assertThat(drawing.hasTitle()).isTrue();
        for (int y = 0; y < drawing.top() - 2; y++) {
            for (int x = 0; x < drawing.left() - 1; x++) {
                assertThat(drawing.picture().getRGB(x, y)).isEqualTo(Drawing.BACKGROUND);
                assertThat(drawing.picture().getRGB(x + drawing.left() + drawing.width() + 1, y))
                        .isEqualTo(Drawing.BACKGROUND);
            }
        }
    }

    @Test
    void noTitleTakesNoRoom() throws IOException {
        assertThat(draw(300).hasTitle()).isFalse();
        assertThat(draw(300).top()).isLessThan(20);
        assertThat(draw(300, "OBJECT  = 'Vega    '\n").top()).isGreaterThan(30);
    }

    @Test
    void textChangesNothingBesideIt() {
        Canvas canvas = new Canvas(300, 40, Drawing.BACKGROUND);

        canvas.text("Äg@8%&°′", 20, 10.3, 27.4, BRIGHT);

        int end = (int) Math.ceil(10.3 + Glyphs.width("Äg@8%&°′", 20));
        boolean drawn = false;
        for (int y = 0; y < 40; y++) {
            int[] row = canvas.row(y);
            assertThat(Arrays.copyOf(row, 10)).containsOnly(Drawing.BACKGROUND);
            assertThat(Arrays.copyOfRange(row, end + 1, 300)).containsOnly(Drawing.BACKGROUND);
            drawn |= Arrays.stream(row).anyMatch(colour -> colour == BRIGHT);
        }
        assertThat(drawn).isTrue();
    }

    @Test
    void aLetterIsWhole() {
        Canvas canvas = new Canvas(60, 40, Drawing.BACKGROUND);

        canvas.text("H", 40, 10, 35, BRIGHT);

        for (int y = 0; y < 40; y++) {
            long bright = Arrays.stream(canvas.row(y))
                    .filter(colour -> colour == BRIGHT)
                    .count();
            boolean bar = y == 18 || y == 19;
            assertThat(bright)
                    .as("row %s", y)
                    .isBetween(y < 6 || y > 34 ? 0L : bar ? 15L : 4L, y < 6 || y > 34 ? 0L : 25L);
        }
    }

    @Test
    void textThatIsOutsideIsCut() {
        Canvas canvas = new Canvas(20, 10, Drawing.BACKGROUND);

        canvas.text("MMMM", 40, -30, 20, BRIGHT);

        assertThat(Arrays.stream(canvas.row(5))
                        .filter(colour -> colour == BRIGHT)
                        .count())
                .isBetween(1L, 19L);
    }

    @Test
    void theColourBarHasAllColours() throws IOException {
        Drawing drawing = draw(1000);
        BufferedImage picture = drawing.picture();

        int y = drawing.top() + drawing.height() + 25;

        assertThat(picture.getRGB(drawing.left(), y)).isEqualTo(0xff440154);
        assertThat(picture.getRGB(drawing.left() + drawing.width() / 2, y)).isEqualTo(0xff21918c);
        assertThat(picture.getRGB(drawing.left() + drawing.width() - 1, y)).isEqualTo(0xfffde725);
    }

    @Test
    void aSmallPictureHasNoTexts() throws IOException {
        Drawing drawing = draw(50, WCS, "OBJECT  = 'Vega and others'\n");

        assertThat(drawing.width()).isEqualTo(50);
        assertThat(drawing.picture().getHeight() - drawing.top() - drawing.height())
                .isLessThan(20);
    }
}
