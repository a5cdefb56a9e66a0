package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.testing.TestContent;
import io.camelopard.transfer.Content.Checked;
import io.camelopard.transfer.Content.Verified;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {
    private static final String PAGE =
            "<!DOCTYPE html>\n<html><head><title>Log in</title></head><body>Please</body></html>";
    private static final String ERROR =
            "<?xml version='1.0'?>\n<!-- x -->\n<VOTABLE xmlns='http://www.ivoa.net/xml/VOTable/v1.3'>"
                    + "<RESOURCE type='results'><INFO name='QUERY_STATUS' value='ERROR'>NotFoundFault: no such id</INFO></RESOURCE></VOTABLE>";

    @TempDir
    Path folder;

    private Checked check(byte[] content, String declared, String name, boolean lengthKnown) {
        try {
            return Content.check(Files.write(folder.resolve("staged"), content), declared, name, lengthKnown);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Checked check(String content, String declared, String name) {
        return check(content.getBytes(StandardCharsets.UTF_8), declared, name, true);
    }

    private static byte[] header(String... cards) {
        StringBuilder text = new StringBuilder();
        for (String card : cards) {
            text.append(String.format("%-80s", card));
        }
        int blocks = (text.length() + 2879) / 2880;
        return String.format("%-" + blocks * 2880 + "s", text).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void provesFitsByItsStructure() {
        assertThat(check(TestContent.fits(28_800), "image/fits", "x.fits", false))
                .isEqualTo(new Checked("application/fits", true, Verified.STRUCTURE, java.util.List.of()));

        byte[] extended = join(
                header(
                        "SIMPLE  =                    T",
                        "BITPIX  =                    8",
                        "NAXIS   =                    0",
                        "END"),
                header(
                        "XTENSION= 'BINTABLE'",
                        "BITPIX  =                    8",
                        "NAXIS   =                    2",
                        "NAXIS1  =                   10",
                        "NAXIS2  =                   20",
                        "PCOUNT  =                   80",
                        "GCOUNT  =                    1",
                        "TFIELDS =                    1",
                        "END"),
                new byte[2880]);
        assertThat(check(extended, null, "x.evt", false).verified()).isEqualTo(Verified.STRUCTURE);
    }

    @Test
    void countsRandomGroups() {
        byte[] groups = join(
                header(
                        "SIMPLE  =                    T",
                        "BITPIX  =                  -32",
                        "NAXIS   =                    2",
                        "NAXIS1  =                    0",
                        "NAXIS2  =                  100",
                        "GROUPS  =                    T",
                        "PCOUNT  =                   20",
                        "GCOUNT  =                    6",
                        "END"),
                new byte[2880]);

        assertThat(check(groups, null, "x.fits", false).verified()).isEqualTo(Verified.STRUCTURE);
    }

    @Test
    void toleratesMissingPaddingAndSaysSo() {
        byte[] unpadded = join(
                header(
                        "SIMPLE  =                    T",
                        "BITPIX  =                    8",
                        "NAXIS   =                    1",
                        "NAXIS1  =                  100",
                        "END"),
                new byte[100]);

        Checked checked = check(unpadded, null, "x.fits", false);

        assertThat(checked.verified()).isEqualTo(Verified.STRUCTURE);
        assertThat(checked.notes()).containsExactly("the last block is not padded: 2980 bytes are no multiple of 2880");
    }

    @Test
    void notesWhatFollowsTheLastHdu() {
        Checked checked = check(join(TestContent.fits(5760), new byte[100]), null, "x.fits", true);

        assertThat(checked)
                .isEqualTo(new Checked(
                        "application/fits", true, Verified.LENGTH, java.util.List.of("100 bytes after the last HDU")));
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 80, 2879, 2881, 5000, 28_799})
    void noticesFitsThatIsCutOff(int length) {
        byte[] cut = Arrays.copyOf(TestContent.fits(28_800), length);

        assertThatThrownBy(() -> check(cut, null, "x.fits", false))
                .isInstanceOf(TransientException.class)
                .hasMessageStartingWith("a truncated FITS file");
        assertThatThrownBy(() -> check(cut, null, "x.fits", true))
                .isInstanceOf(FinalException.class)
                .hasMessageEndingWith("as the server announced it");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        NAXIS1  =  9000000000000000000   | no whole number
        NAXIS1  =   900000000000000000   | claims more bytes than can be counted
        NAXIS1  =                   -1   | NAXIS1 is -1
        NAXIS1  =                  1.5   | no whole number
        NAXIS2  =                    1   | NAXIS1 is missing
        """)
    void believesNoNumber(String card, String why) {
        byte[] lying = header(
                "SIMPLE  =                    T",
                "BITPIX  =                   64",
                "NAXIS   =                    2",
                card.strip(),
                "NAXIS2  =   900000000000000000",
                "END");

        assertThatThrownBy(() -> check(lying, null, "x.fits", false))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining(why.strip());
    }

    @Test
    void refusesOtherLies() {
        for (String card : new String[] {
            "BITPIX  =                    0",
            "BITPIX  =                    7",
            "NAXIS   =                 1000",
            "NAXIS   =                   -1",
            "X"
        }) {
            byte[] lying = header("SIMPLE  =                    T", card, "END");
            assertThatThrownBy(() -> check(lying, null, "x.fits", false)).isInstanceOf(FinalException.class);
        }
        byte[] endless = new byte[2880 * 11_000];
        Arrays.fill(endless, (byte) ' ');
        System.arraycopy("SIMPLE  =".getBytes(StandardCharsets.US_ASCII), 0, endless, 0, 9);
        assertThatThrownBy(() -> check(endless, null, "x.fits", false))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("no END in 10000 blocks");
    }

    @Property(tries = 2000)
    void survivesAnyHeader(@ForAll("cards") String[] cards) throws IOException {
        byte[] file = join(header(cards), new byte[2880]);
        Path path = Files.createTempFile("header", ".fits");
        try {
            Files.write(path, file);
            assertThat(Content.check(path, null, "x.fits", true).mediaType()).isEqualTo("application/fits");
        } catch (FinalException | TransientException e) {
            assertThat(e).hasMessageMatching("(?s).*(HDU|FITS).*");
        } finally {
            Files.delete(path);
        }
    }

    @Provide
    Arbitrary<String[]> cards() {
        Arbitrary<String> keys = Arbitraries.of(
                "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "NAXIS999", "PCOUNT", "GCOUNT", "GROUPS", "END", "CONTINUE");
        Arbitrary<String> values = Arbitraries.of(
                "0",
                "1",
                "8",
                "-32",
                "64",
                "-1",
                "9223372036854775807",
                "999999999999999999",
                "T",
                "1E9",
                "",
                "/",
                "'x'",
                "99");
        Arbitrary<String> card = keys.flatMap(key -> values.map(value -> String.format("%-8s= %20s", key, value)));
        return card.list().ofMaxSize(40).map(list -> {
            list = new java.util.ArrayList<>(list);
            list.add(0, "SIMPLE  =                    T");
            list.add("END");
            return list.toArray(String[]::new);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\ufeff", "\n\n  ", "<!-- a comment -->\n", "<?xml version='1.0'?>\n<!--a--> <!--b-->"})
    void refusesAPageInsteadOfAFile(String before) {
        assertThatThrownBy(() -> check(before + PAGE, "application/fits", "get"))
                .isInstanceOf(FinalException.class)
                .hasMessage("an HTML page instead of a FITS file: \"Log in Please\"");
        assertThatThrownBy(() -> check(before + PAGE, null, "get?id=1"))
                .isInstanceOf(FinalException.class)
                .hasMessageStartingWith("an HTML page instead of a file");
        assertThatThrownBy(() -> check(before + PAGE.toLowerCase(java.util.Locale.ROOT), null, "x.evt.gz"))
                .isInstanceOf(FinalException.class)
                .hasMessageStartingWith("an HTML page instead of gzip");
    }

    @Test
    void takesAPageWhereOneIsWanted() {
        assertThat(check(PAGE, "text/html; charset=utf-8", "get").mediaType()).isEqualTo("text/html");
        assertThat(check(PAGE, null, "report.html").mediaType()).isEqualTo("text/html");
    }

    @Test
    void givesTheServicesOwnWords() {
        for (String name : new String[] {"x.fits", "get", "x.vot"}) {
            assertThatThrownBy(() -> check(ERROR, null, name))
                    .isInstanceOf(FinalException.class)
                    .hasMessageContaining("an error of the service instead of")
                    .hasMessageEndingWith("NotFoundFault: no such id");
        }
        assertThatThrownBy(() -> check("UsageError: no such\r\nid\u0007", "application/fits", "get"))
                .isInstanceOf(FinalException.class)
                .hasMessageStartingWith("unknown bytes instead of a FITS file");
        assertThatThrownBy(() -> check("UsageError: no such\r\nid", "application/fits", "get"))
                .isInstanceOf(FinalException.class)
                .hasMessage("plain text instead of a FITS file: \"UsageError: no such id\"");
    }

    @Test
    void refusesNothingAtAll() {
        assertThatThrownBy(() -> check("", "application/fits", "x.fits"))
                .isInstanceOf(FinalException.class)
                .hasMessage("no bytes at all instead of a FITS file");
    }

    @ParameterizedTest
    @CsvSource({
        "x.fits.gz, , 1f8b0800, application/gzip",
        "x.fits.gz, application/fits, 1f8b0800, application/gzip",
        "get, image/fits, 1f8b0800, application/gzip",
        "x.fits.Z, , 1f9d90, application/x-compress",
        "x.bz2, , 425a6839314159265359, application/x-bzip2",
        "x.zip, , 504b0304, application/zip",
        "x.png, , 89504e470d0a1a0a, image/png",
        "x.jpg, image/png, ffd8ffe0, image/jpeg",
        "x.log, , 68656c6c6f, application/octet-stream",
        "x.log, text/plain, 68656c6c6f, text/plain",
        "get, application/pdf, 255044462d312e34, application/pdf"
    })
    void recognisesFormats(String name, String declared, String hex, String type) {
        Checked checked = check(HexFormat.of().parseHex(hex), declared, name, true);

        assertThat(checked.mediaType()).isEqualTo(type);
        assertThat(checked.verified()).isEqualTo(Verified.LENGTH);
        assertThat(check(HexFormat.of().parseHex(hex), declared, name, false).verified())
                .isEqualTo(Verified.NOTHING);
    }

    @ParameterizedTest
    @CsvSource({
        "x.fits.gz, 68656c6c6f, plain text instead of gzip",
        "x.png, 1f8b08, gzip instead of a PNG image",
        "x.gz, 00010203, unknown bytes instead of gzip",
        "x.fits, ffd8ffe0, a JPEG image instead of a FITS file"
    })
    void refusesOtherFormats(String name, String hex, String message) {
        assertThatThrownBy(() -> check(HexFormat.of().parseHex(hex), null, name, true))
                .isInstanceOf(FinalException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void decodesWhatTheNameDoesNotCallFor() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[50_000_000]);
        }
        byte[] bytes = packed.toByteArray();
        Limits limits = Limits.defaults();

        Decoding asFile = Decoding.of(new java.io.ByteArrayInputStream(bytes), "gzip", "x.fits.gz", limits);
        assertThat(asFile.decoded()).isFalse();
        assertThat(asFile.stream()).hasBinaryContent(bytes);
        Decoding plain = Decoding.of(new java.io.ByteArrayInputStream(new byte[10]), "gzip", "x.fits", limits);
        assertThat(plain.stream()).hasBinaryContent(new byte[10]);
        Decoding bomb = Decoding.of(new java.io.ByteArrayInputStream(bytes), "gzip", "x.fits", limits);
        assertThat(bomb.decoded()).isTrue();
        assertThatThrownBy(() -> bomb.stream().transferTo(java.io.OutputStream.nullOutputStream()))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("a ratio of 200");
        assertThatThrownBy(() -> Decoding.of(new java.io.ByteArrayInputStream(bytes), "br", "x", limits))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("'br'");
    }
}
