package io.camelopard.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.fits.Preview.Outcome;
import io.camelopard.fits.Preview.Stretch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers that lie, and files that are not whole. */
class PreviewDamageTest {
    private static final Path CASES = Path.of("src/test/resources/fits/previews");
    private static final Preview PREVIEW = new Preview(Stretch.ZSCALE, "gray", null, null, null, 64, null);
    private static final String IMAGE = """
            SIMPLE  =                    T
            BITPIX  =                   16
            NAXIS   =                    2
            NAXIS1  =                   20
            NAXIS2  =                   10
            """;
    private static final String TILES = """
            XTENSION= 'BINTABLE'
            BITPIX  =                    8
            NAXIS   =                    2
            NAXIS1  =                    8
            NAXIS2  =                    1
            PCOUNT  =                  100
            GCOUNT  =                    1
            TFIELDS =                    1
            TTYPE1  = 'COMPRESSED_DATA'
            TFORM1  = '1PB(100)'
            ZIMAGE  =                    T
            ZCMPTYPE= 'GZIP_1  '
            ZBITPIX =                   16
            ZNAXIS  =                    2
            ZNAXIS1 =                   20
            ZNAXIS2 =                   10
            ZTILE1  =                   20
            ZTILE2  =                   10
            """;

    @TempDir
    private Path folder;

    private Outcome draw(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("image.fits"), bytes);
        try (FileSource source = FileSource.open(file)) {
            return PREVIEW.from(source, folder.resolve("image.png"));
        }
    }

    private Outcome drawTiles(String was, String is) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(header("""
                SIMPLE  =                    T
                BITPIX  =                    8
                NAXIS   =                    0
                """));
        all.write(header(TILES.replaceAll("(?m)^" + was + ".*$", "%-8s= %20s".formatted(was, is))));
        all.write(new byte[2880]);
        return draw(all.toByteArray());
    }

    private static byte[] header(String cards) {
        return new HeaderEditor(HeaderText.header(cards)).toBytes();
    }

    private static byte[] image(String... cards) {
        byte[] header = header(IMAGE.replaceFirst("\n", "\n" + String.join("\n", cards) + "\n"));
        return Arrays.copyOf(header, header.length + 2880);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "100000; the data of HDU 0 end at byte 2002880, the file at 5760",
                "4000000000000000000; FITS keyword NAXIS1 is '4000000000000000000', no whole number",
                "900000000000000000; HDU 0 claims more bytes than can be counted",
                "-1; HDU 0: NAXIS1 is -1"
            })
    void believesNoLength(String length, String message) {
        assertThatThrownBy(() -> draw(image(HeaderText.card("NAXIS1 = " + length))))
                .isInstanceOf(FinalException.class)
                .hasMessage(message);
        assertThat(folder.resolve("image.png")).doesNotExist();
    }

    @Test
    void refusesWhatIsNoNumber() {
        assertThatThrownBy(() -> draw(image("BSCALE  = 'much    '")))
                .isInstanceOf(FinalException.class)
                .hasMessage("FITS keyword BSCALE is 'much', no number");
        assertThatThrownBy(() -> draw(image("BLANK   = 'none    '")))
                .isInstanceOf(FinalException.class)
                .hasMessage("FITS keyword BLANK is 'none', no number");
    }

    @ParameterizedTest
    @CsvSource({"1E+400, 0", "1, -1E999", "1E308, 1E308", "0, 0", "1E-320, 0"})
    void drawsWhateverTheScaleMakes(String scale, String zero) throws IOException {
        byte[] image = image(HeaderText.card("BSCALE = " + scale), HeaderText.card("BZERO = " + zero));
        Arrays.fill(image, image.length - 2600, image.length - 2500, (byte) 99);

        assertThat(draw(image)).isInstanceOf(Outcome.Drawn.class);
        assertThat(Drawing.read(folder.resolve("image.png")).height()).isEqualTo(30);
    }

    @Test
    void theSmallestNumberMayBeBlank() throws IOException {
        byte[] image = image(HeaderText.card("BITPIX = 64"), HeaderText.card("BLANK = -9223372036854775808"));
        for (int i = image.length - 2880; i < image.length - 1600; i += 8) {
            image[i] = (byte) 0x80;
        }

        assertThat(draw(image)).isInstanceOf(Outcome.Drawn.class);
        Drawing drawing = Drawing.read(folder.resolve("image.png"));
        assertThat(drawing.colour(0, 29)).isZero();
        assertThat(drawing.colour(59, 0)).isNotZero();
    }

    @Test
    void coordinatesThatAreWrongTakeNothingAway() throws IOException {
        String[] wrong = {
            "CTYPE1  = 'RA---TAN'", "CTYPE2  = 'DEC--TAN'", "CD1_1   = 'x       '", "CDELT1  =                    0"
        };

        assertThat(draw(image(wrong))).isInstanceOf(Outcome.Drawn.class);
        wrong[2] = "CDELT2  =                    0";
        assertThat(draw(image(wrong))).isInstanceOf(Outcome.Drawn.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ZNAXIS1; 900000000000000000; HDU 1 has 1 rows for 45000000000000000 tiles",
                "ZNAXIS2; 1000000000000; HDU 1 has 1 rows for 100000000000 tiles",
                "ZBITPIX; 7; HDU 1: BITPIX is 7",
                "ZNAXIS; 99; HDU 1: ZNAXIS is 99",
                "ZTILE1; 0; HDU 1: ZTILE1 is 0"
            })
    void believesNoCompressedImage(String key, String value, String message) {
        assertThatThrownBy(() -> drawTiles(key, value))
                .isInstanceOf(FinalException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "1000000000, HDU 1 has 1000000000000000000 pixels; the most that are drawn are 68719476736",
        "3000000000, HDU 1 claims more pixels than can be counted"
    })
    void refusesMorePixelsThanAnyoneHas(String side, String message) {
        String huge = TILES.replaceAll("(ZNAXIS1|ZNAXIS2|ZTILE1|ZTILE2)( *)=.*", "$1$2= " + side);

        assertThatThrownBy(() -> draw(concat(image(), header(huge), new byte[2880]), "1"))
                .isInstanceOf(FinalException.class)
                .hasMessage(message);
    }

    private static byte[] concat(byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part);
        }
        return all.toByteArray();
    }

    private Outcome draw(byte[] bytes, String hdu) throws IOException {
        Path file = Files.write(folder.resolve("image.fits"), bytes);
        try (FileSource source = FileSource.open(file)) {
            return new Preview(Stretch.LINEAR, "gray", null, null, null, 64, hdu)
                    .from(source, folder.resolve("image.png"));
        }
    }

    @Test
    void saysWhichTileIsDamaged() throws IOException {
        byte[] bytes = Files.readAllBytes(CASES.resolve("tiles-float.fits"));
        Hdu hdu = FitsFile.read(CASES.resolve("tiles-float.fits")).hdus().get(1);
        Arrays.fill(bytes, (int) (hdu.end() - 5000), (int) hdu.end(), (byte) 7);

        assertThatThrownBy(() -> draw(bytes))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("cannot be decompressed (GZIP_2)");
    }

    @Test
    void refusesWhatIsNoFitsFile() {
        assertThatThrownBy(() -> draw("<html>".repeat(1000).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(FinalException.class)
                .hasMessage("not a FITS file: it does not begin with SIMPLE");
    }
}
