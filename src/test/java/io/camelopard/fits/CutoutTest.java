package io.camelopard.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.fits.Cutout.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which HDU is cut, what else is in the file, and what the new header says. */
class CutoutTest {
    private static final SkyPoint TARGET = new SkyPoint(83.6, 22.0);
    private static final Extent SMALL = new Extent.Circle(0.001);
    private static final String WCS = """
            CTYPE1  = 'RA---TAN'
            CTYPE2  = 'DEC--TAN'
            CRVAL1  =                 83.6
            CRVAL2  =                 22.0
            CRPIX1  =                 40.5 / reference pixel
            CRPIX2  =                   30
            CDELT1  =               -1E-04
            CDELT2  =                1E-04
            """;
    private static final String IMAGE = """
            XTENSION= 'IMAGE   '
            BITPIX  =                   16 / bits
            NAXIS   =                    2
            NAXIS1  =                   80 / columns
            NAXIS2  =                   60
            PCOUNT  =                    0
            GCOUNT  =                    1
            EXTNAME = 'SCI     '
            """;
    private static final String PRIMARY = """
            SIMPLE  =                    T
            BITPIX  =                    8
            NAXIS   =                    0
            TELESCOP= 'TEST    '
            """;
    private static final String TABLE = """
            XTENSION= 'BINTABLE'
            BITPIX  =                    8
            NAXIS   =                    2
            NAXIS1  =                   10
            NAXIS2  =                    3
            PCOUNT  =                    7
            GCOUNT  =                    1
            TFIELDS =                    0
            EXTNAME = 'EVENTS  '
            """;

    @TempDir
    private Path folder;

    private Path target;

    @BeforeEach
    void nameTheTarget() {
        target = folder.resolve("cut.fits");
    }

    private Outcome cut(Cutout cutout, byte[]... hdus) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] hdu : hdus) {
            all.write(hdu);
        }
        Path file = Files.write(folder.resolve("image.fits"), all.toByteArray());
        try (FileSource source = FileSource.open(file)) {
            return cutout.from(source, target);
        }
    }

    private static Cutout from(String hdu, boolean others) {
        return new Cutout(TARGET, SMALL, hdu, others);
    }

    private static byte[] hdu(String text, String... more) {
        return TestImage.bytes(HeaderText.header(text + String.join("\n", more)));
    }

    private static byte[] table() {
        byte[] header = new HeaderEditor(HeaderText.header(TABLE)).toBytes();
        byte[] all = Arrays.copyOf(header, header.length + 2880);
        Arrays.fill(all, header.length, header.length + 37, (byte) 'x');
        return all;
    }

    private static byte[] image() {
        return hdu(IMAGE, WCS);
    }

    @Test
    void keepsThePrimaryHeaderOfAnExtension() throws IOException {
        assertThat(cut(from(null, false), hdu(PRIMARY), table(), image()))
                .isEqualTo(new Outcome.Cut(2, 30, 19, 20, 20));

        List<Hdu> hdus = FitsFile.read(target).hdus();
        assertThat(hdus).hasSize(2);
        assertThat(hdus.get(0).header().text("TELESCOP")).isEqualTo("TEST");
        assertThat(hdus.get(1).header().text("EXTNAME")).isEqualTo("SCI");
    }

    @Test
    void putsAnEmptyPrimaryInThePlaceOfAnImage() throws IOException {
        String primary = IMAGE.replace("XTENSION= 'IMAGE   '", "SIMPLE  =                    T");

        cut(from("1", false), hdu(primary, WCS), image());

        List<Hdu> hdus = FitsFile.read(target).hdus();
        assertThat(hdus).hasSize(2);
        assertThat(hdus.get(0).bytes()).isZero();
        assertThat(hdus.get(1).header().whole("NAXIS1")).isEqualTo(20);
    }

    @Test
    void copiesTheOtherHdusAsTheyAre() throws IOException {
        byte[] unpadded = Arrays.copyOf(table(), 2880 + 37);

        cut(from(null, true), hdu(PRIMARY), table(), image(), unpadded);

        List<Hdu> hdus = FitsFile.read(target).hdus();
        assertThat(hdus)
                .extracting(Hdu::name)
                .containsExactly("HDU 0", "HDU 1 (EVENTS)", "HDU 2 (SCI)", "HDU 3 (EVENTS)");
        byte[] all = Files.readAllBytes(target);
        assertThat(Arrays.copyOf(all, 2880)).isEqualTo(hdu(PRIMARY));
        assertThat(Arrays.copyOfRange(all, 2880, 3 * 2880)).isEqualTo(table());
        assertThat(Arrays.copyOfRange(all, all.length - 2 * 2880, all.length)).isEqualTo(table());
    }

    @Test
    void findsAnHduByNumberAndByName() throws IOException {
        byte[] second = hdu(IMAGE.replace("SCI", "ERR"), WCS);

        assertThat(cut(from("2", false), hdu(PRIMARY), image(), second)).isInstanceOf(Outcome.Cut.class);
        assertThat(FitsFile.read(target).hdus().get(1).name()).isEqualTo("HDU 1 (ERR)");
        assertThat(cut(from("err", false), hdu(PRIMARY), image(), second))
                .isEqualTo(new Outcome.Cut(2, 30, 19, 20, 20));
        assertThat(cut(from("DQ", false), hdu(PRIMARY), image()))
                .isEqualTo(new Outcome.NoImage("the file has no HDU 'DQ'"));
        assertThat(cut(from("1", false), hdu(PRIMARY), table()))
                .isEqualTo(new Outcome.NoImage("HDU 1 (EVENTS) is no image with two celestial axes"));
    }

    @Test
    void takesTheChipOfAMosaicThatHasTheTarget() throws IOException {
        byte[] elsewhere = hdu(IMAGE, WCS.replace("22.0", "25.0"));

        assertThat(cut(from(null, false), hdu(PRIMARY), elsewhere, image()))
                .isEqualTo(new Outcome.Cut(2, 30, 19, 20, 20));
    }

    @Test
    void saysHowFarOutsideTheTargetIs() throws IOException {
        byte[] elsewhere = hdu(IMAGE, WCS.replace("22.0", "22.5"));
        byte[] behind = hdu(IMAGE, WCS.replace("22.0", "-80.0"));

        assertThat(cut(from(null, false), hdu(PRIMARY), elsewhere, behind))
                .isEqualTo(
                        new Outcome.Outside("the position 83.600000 22.000000 is outside of HDU 1 (SCI): it is at its"
                                + " pixel (40.5, -4970.1), the image has 80 x 60"));
        assertThat(cut(from("2", false), hdu(PRIMARY), elsewhere, behind).toString())
                .contains("it is on the other side of the sky");
        assertThat(target).doesNotExist();
    }

    @Test
    void doesNotApplyToAFileWithoutAnImageOfTheSky() throws IOException {
        assertThat(cut(from(null, false), hdu(PRIMARY), table(), hdu(IMAGE)))
                .isEqualTo(new Outcome.NoImage("the file has no image with celestial coordinates"));
        assertThat(target).doesNotExist();
    }

    @Test
    void changesTheCardsThatCountPixelsAndNoOthers() throws IOException {
        String more = """
                CRPIX1A =                  1.0 / other
                LTV1    =                 -100 / of the detector
                LTM2_2  =                  1.0
                CNPIX1  =                 7000
                OBJECT  = 'A / B   '           / a name
                CHECKSUM= 'abcdefghijklmnop'
                DATASUM = '12345   '
                """;

        cut(from(null, false), hdu(PRIMARY), hdu(IMAGE, WCS + more));

        List<String> cards = FitsFile.read(target).hdus().get(1).header().cards().stream()
                .map(String::stripTrailing)
                .toList();
        assertThat(cards)
                .contains(
                        "BITPIX  =                   16 / bits",
                        "NAXIS1  =                   20 / columns",
                        "CRPIX1  =                 10.5 / reference pixel",
                        "CRPIX2  =                   11",
                        "CRPIX1A =                -29.0 / other",
                        "LTV1    =                 -130 / of the detector",
                        "LTV2    =                -19.0",
                        "CNPIX1  =                 7030",
                        "OBJECT  = 'A / B   '           / a name",
                        "CDELT1  =               -1E-04",
                        "HISTORY Pixels [31:50,20:39] of HDU 1 (SCI), cut out by Camelopard")
                .noneMatch(card -> card.contains("CHECKSUM") || card.contains("DATASUM"));
    }

    @Test
    void widensTheRectangleWhereTheProjectionStretches() throws IOException {
        String map = WCS.replace("TAN", "CAR").replace("22.0", "0.0").replace("1E-04", "1E-01");
        Cutout north = new Cutout(new SkyPoint(83.6, 2.9 + 57.1), new Extent.Circle(1), null, false);
        String large = IMAGE.replace("80 / c", "180 /c").replace("60\n", "1400\n");

        assertThat(cut(north, hdu(PRIMARY), hdu(large, map))).isEqualTo(new Outcome.Cut(1, 20, 619, 40, 20));
    }

    @Test
    void refusesWhatIsNoWholeFitsFile() {
        byte[] cutOff = Arrays.copyOf(image(), 2880 + 4000);

        assertThatThrownBy(() -> cut(from(null, false), "<html>".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(FinalException.class)
                .hasMessage("not a FITS file: it does not begin with SIMPLE");
        assertThatThrownBy(() -> cut(from(null, false), new byte[0]))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("not a FITS file");
        assertThatThrownBy(() -> cut(from(null, false), hdu(PRIMARY), cutOff))
                .isInstanceOf(FinalException.class)
                .hasMessage("the data of HDU 1 (SCI) end at byte 15360, the file at 9760");
        assertThatThrownBy(() -> cut(from(null, false), Arrays.copyOf(hdu(PRIMARY), 200)))
                .isInstanceOf(FinalException.class)
                .hasMessage("the header of HDU 0 has no END before byte 160");
    }

    @Test
    void refusesNumbersThatCannotBe() {
        String huge = IMAGE.replace("80 / c", "999999999999999999 / c").replace(" 60\n", " 999999999999\n");

        assertThatThrownBy(
                        () -> cut(from(null, false), hdu(PRIMARY), new HeaderEditor(HeaderText.header(huge)).toBytes()))
                .isInstanceOf(FinalException.class)
                .hasMessage("HDU 1 claims more bytes than can be counted");
        assertThatThrownBy(() -> cut(from(null, false), hdu(PRIMARY.replace(" 8\n", " 7\n"))))
                .isInstanceOf(FinalException.class)
                .hasMessage("HDU 0: BITPIX is 7");
    }
}
