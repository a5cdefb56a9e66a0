package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.testing.TestContent;
import io.camelopard.transfer.Content.Checked;
import io.camelopard.transfer.Content.Verified;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import java.util.zip.DeflaterInputStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
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
            return Content.check(
                    Files.write(folder.resolve("staged"), content), declared, name, lengthKnown, Limits.defaults());
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
                .isEqualTo(new Checked("application/fits", true, Verified.STRUCTURE, Optional.empty(), List.of()));

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
                        "application/fits",
                        true,
                        Verified.LENGTH,
                        Optional.empty(),
                        List.of("100 bytes after the last HDU")));
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 80, 2879, 2881, 5000, 28_799})
    void noticesFitsThatIsCutOff(int length) {
        byte[] cut = Arrays.copyOf(TestContent.fits(28_800), length);

        assertThatThrownBy(() -> check(cut, null, "x.fits", false))
                .isInstanceOf(TransientException.class)
                .hasMessageStartingWith("a truncated FITS file");
        assertThat(check(cut, null, "x.fits", true).doubt()).hasValueSatisfying(doubt -> {
            assertThat(doubt.what()).startsWith("a truncated FITS file").endsWith("as the server announced it");
            assertThat(doubt.harmless()).isFalse();
        });
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
        byte[] file = join(header(cards), new byte[2880], header(cards), new byte[100]);
        Path path = Files.createTempFile("header", ".fits");
        try {
            Files.write(path, file);
            assertThat(Content.check(path, null, "x.fits", true, Limits.defaults())
                            .mediaType())
                    .isEqualTo("application/fits");
        } catch (FinalException | TransientException e) {
            assertThat(e).hasMessageMatching("(?s).*(HDU|FITS).*");
        } finally {
            Files.delete(path);
        }
    }

    @Provide
    Arbitrary<String[]> cards() {
        Arbitrary<String> keys = Arbitraries.of(
                "BITPIX",
                "NAXIS",
                "NAXIS1",
                "NAXIS2",
                "NAXIS999",
                "PCOUNT",
                "GCOUNT",
                "GROUPS",
                "TFIELDS",
                "TFORM1",
                "TFORM999999999",
                "THEAP",
                "ZTILE1",
                "XTENSION",
                "CHECKSUM",
                "DATASUM",
                "END",
                "CONTINUE");
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
                "'",
                "'0000000000000000'",
                "'4294967295'",
                "'99999999999999999999'",
                "'1PJ(2147483647)'",
                "-9223372036854775808",
                "99");
        Arbitrary<String> card = keys.flatMap(key -> values.map(value -> String.format("%-8s= %20s", key, value)));
        return card.list().ofMaxSize(40).map(list -> {
            list = new java.util.ArrayList<>(list);
            list.add(0, "SIMPLE  =                    T");
            if (list.size() % 3 > 0) {
                list.add("END");
            }
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
                .isEqualTo(Verified.UNVERIFIABLE);
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

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return packed.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"x.fits.gz,", "x.fits.gz, application/fits", "get, image/fits", "x.tar.gz, application/fits"})
    void provesGzipByItsSum(String name, String declared) {
        byte[] packed = gzip(TestContent.fits(28_800));

        Checked checked = check(packed, declared, name, true);

        assertThat(checked.mediaType()).isEqualTo("application/gzip");
        assertThat(checked.verified()).isEqualTo(Verified.GZIP_CHECKSUM);
        assertThat(checked.doubt()).isEmpty();
        assertThat(check(packed, declared, name, false).verified()).isEqualTo(Verified.GZIP_CHECKSUM);
        assertThat(check(join(packed, packed), declared, name, false).verified())
                .isEqualTo(Verified.GZIP_CHECKSUM);
    }

    @Property(tries = 300)
    void noticesGzipThatIsDamagedOrCut(@ForAll @IntRange(min = 10, max = 22_000) int at, @ForAll boolean cut)
            throws IOException {
        byte[] packed = gzip(TestContent.fits(28_800));
        byte[] bad = cut ? Arrays.copyOf(packed, at) : packed.clone();
        if (!cut) {
            bad[at] ^= 16;
        }
        Path file = Files.createTempFile("damaged", ".gz");
        try {
            Files.write(file, bad);
            assertThat(Content.check(file, null, "x.fits.gz", true, Limits.defaults())
                            .doubt())
                    .hasValueSatisfying(doubt -> {
                        assertThat(doubt.what()).startsWith("a damaged gzip file: ");
                        assertThat(doubt.harmless()).isFalse();
                    });
            assertThatThrownBy(() -> Content.check(file, null, "x.fits.gz", false, Limits.defaults()))
                    .isInstanceOf(TransientException.class)
                    .hasMessageStartingWith("a damaged gzip file: ");
        } catch (FinalException e) {
            // Damaged at its beginning, it may not look like FITS any more.
            assertThat(e).hasMessageContaining("in a gzip file");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void looksIntoGzipForPagesAndErrors() {
        assertThatThrownBy(() -> check(gzip(PAGE.getBytes(StandardCharsets.UTF_8)), null, "x.fits.gz", true))
                .isInstanceOf(FinalException.class)
                .hasMessage("in a gzip file an HTML page instead of a FITS file: \"Log in Please\"");
        assertThatThrownBy(() -> check(gzip(ERROR.getBytes(StandardCharsets.UTF_8)), null, "get", true))
                .isInstanceOf(FinalException.class)
                .hasMessageStartingWith("in a gzip file an error of the service instead of");
        assertThat(check(gzip(PAGE.getBytes(StandardCharsets.UTF_8)), null, "x.html.gz", true)
                        .verified())
                .isEqualTo(Verified.GZIP_CHECKSUM);
        assertThat(check(gzip(new byte[0]), null, "log.gz", true).verified()).isEqualTo(Verified.GZIP_CHECKSUM);
    }

    /** What is a bomb to others is stored as it is, and only looked into as far as the limits allow. */
    @Test
    void looksIntoABombOnlyALittle() {
        Checked checked = check(gzip(new byte[50_000_000]), null, "x.dat.gz", true);

        assertThat(checked.verified()).isEqualTo(Verified.LENGTH);
        assertThat(checked.notes()).singleElement().asString().contains("not looked at to its end", "a ratio of 200");
    }

    @Test
    void decodesWhatTheNameDoesNotCallFor() throws IOException {
        byte[] fits = TestContent.fits(28_800);
        byte[] packed = gzip(fits);

        assertThat(decoded(packed, "x.fits")).isEqualTo(fits);
        assertThat(decoded(packed, "x.fits.gz")).isEqualTo(packed);
        assertThat(decoded(packed, "x.tgz")).isEqualTo(packed);
        assertThat(decoded(gzip(packed), "x.fits.gz")).isEqualTo(packed);
        assertThat(decoded(fits, "x.fits")).isEqualTo(fits);
        assertThat(decoded(fits, "x.fits.gz")).isEqualTo(fits);
        assertThat(decoded(new byte[] {0x1f}, "x.fits.gz")).isEqualTo(new byte[] {0x1f});
    }

    private static byte[] decoded(byte[] wire, String name) throws IOException {
        Decoding decoding = Decoding.of(new ByteArrayInputStream(wire), "gzip", name, Limits.defaults());
        byte[] bytes = decoding.stream().readAllBytes();
        assertThat(decoding.decoded()).isEqualTo(bytes.length != wire.length);
        return bytes;
    }

    @Test
    void refusesOtherEncodings() {
        for (String encoding : new String[] {"br", "zstd", "gzip, gzip", "deflate"}) {
            assertThatThrownBy(
                            () -> Decoding.of(new ByteArrayInputStream(new byte[10]), encoding, "x", Limits.defaults()))
                    .isInstanceOf(FinalException.class)
                    .hasMessageContaining("'" + encoding + "'");
        }
    }

    /** RELIABILITY B3: 10 GB that nobody has in memory, out of 10 MB; what is let through is a MB at most. */
    @Test
    void stopsABombEarly() throws IOException {
        AtomicLong taken = new AtomicLong();
        InputStream bomb = bomb(10L << 30);
        Decoding decoding = Decoding.of(bomb, "gzip", "x.fits", Limits.defaults());

        assertThatThrownBy(() -> drain(decoding.stream(), taken))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("a ratio of 200");
        assertThat(taken.get()).isLessThan(2 << 20);
    }

    @Test
    void stopsAtTheLimitWhateverTheRatio() throws IOException {
        AtomicLong taken = new AtomicLong();
        Limits few = new Limits(1 << 20, 1 << 20, 1, 1, 1, 3 << 20, 2000);
        Decoding decoding = Decoding.of(bomb(1L << 30), "gzip", "x.fits", few);

        assertThatThrownBy(() -> drain(decoding.stream(), taken))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("allowed are 3145728 bytes");
        assertThat(taken.get()).isBetween(2L << 20, 3L << 20);
    }

    private static void drain(InputStream in, AtomicLong taken) throws IOException {
        byte[] buffer = new byte[64 << 10];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            taken.addAndGet(n);
        }
    }

    /** Zeros, compressed as they are read. */
    private static InputStream bomb(long zeros) throws IOException {
        Deflater best = new Deflater(9, true);
        InputStream body = new DeflaterInputStream(new Zeros(zeros), best, 64 << 10);
        byte[] header = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0};
        return new SequenceInputStream(new ByteArrayInputStream(header), body);
    }

    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long count) {
            this.left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int n = (int) Math.min(left, length);
            Arrays.fill(buffer, offset, offset + n, (byte) 0);
            left -= n;
            return n == 0 ? -1 : n;
        }
    }
}
