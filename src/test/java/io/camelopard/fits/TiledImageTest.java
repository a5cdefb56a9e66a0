package io.camelopard.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compressed images that astropy has written, and the pixels that it reads out of them; src/test/astropy/cutouts.py. */
class TiledImageTest {
    private static final Path CASES = Path.of("src/test/resources/fits/tiles");

    @TempDir
    private Path folder;

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList().stream();
        }
    }

    private static Path image(Path file) {
        return Path.of(file.toString().replace(".txt", ".fits"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void cutsOutWhatAstropyCutsOut(Path file) throws IOException {
        CutoutCase question = CutoutCase.ofFile(file);
        Path cut = folder.resolve("cut.fits");

        try (FileSource source = FileSource.open(image(file))) {
            assertThat(question.cutout().from(source, cut)).isEqualTo(question.cut(1));
        }

        assertThat(FitsFile.crc32(FitsFile.data(cut, 1))).isEqualTo(question.crc32("crc32"));
        CutoutComparisonTest.assertThatPositionsAreKept(question, cut);
        assertThat(FitsFile.read(cut).hdus().get(1).header().keywords())
                .noneMatch(key -> key.matches("Z.*|T(FORM|TYPE).*"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsAllPixels(Path file) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();

        try (FileSource source = FileSource.open(image(file))) {
            Hdu hdu = FitsFile.read(image(file)).hdus().get(1);
            Image image = Images.of(source, hdu);
            assertThat(image).isNotNull();
            image.write(Box.of(image.shape()), all);
        }

        assertThat(FitsFile.crc32(all.toByteArray()))
                .isEqualTo(CutoutCase.ofFile(file).crc32("full"));
    }

    private void cutDamaged(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("damaged.fits"), bytes);
        try (FileSource source = FileSource.open(file)) {
            CutoutCase.ofFile(CASES.resolve("rice_1-16.txt")).cutout().from(source, folder.resolve("cut.fits"));
        }
    }

    @Test
    void saysWhichTileIsDamaged() throws IOException {
        byte[] bytes = Files.readAllBytes(CASES.resolve("gzip_1-16.fits"));
        Hdu hdu = FitsFile.read(CASES.resolve("gzip_1-16.fits")).hdus().get(1);
        Arrays.fill(bytes, (int) (hdu.data() + 90 * 8), (int) (hdu.data() + hdu.bytes()), (byte) 7);

        assertThatThrownBy(() -> cutDamaged(bytes))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("of HDU 1")
                .hasMessageContaining("cannot be decompressed");
    }

    @Test
    void believesNoDescriptor() throws IOException {
        byte[] bytes = Files.readAllBytes(CASES.resolve("rice_1-16.fits"));
        Hdu hdu = FitsFile.read(CASES.resolve("rice_1-16.fits")).hdus().get(1);
        Arrays.fill(bytes, (int) hdu.data(), (int) hdu.data() + 90 * 8, (byte) 0x7f);

        assertThatThrownBy(() -> cutDamaged(bytes))
                .isInstanceOf(FinalException.class)
                .hasMessage(
                        "HDU 1 (COMPRESSED_IMAGE): a tile of 2139062143 elements at 2139062143 of the heap is outside of it");
    }

    @Test
    void refusesAnAlgorithmByName() throws IOException {
        String text = Files.readString(CASES.resolve("rice_1-16.fits"), StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() ->
                        cutDamaged(text.replace("'RICE_1  '", "'BRAND_1 '").getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(FinalException.class)
                .hasMessage(
                        "HDU 1 (COMPRESSED_IMAGE): compression 'BRAND_1' is not supported; supported are RICE_1, GZIP_1,"
                                + " GZIP_2, PLIO_1, HCOMPRESS_1, NOCOMPRESS");
    }

    @Test
    void theHeaderIsThatOfAnImage() {
        Header table = HeaderText.header("""
                XTENSION= 'BINTABLE'
                BITPIX  =                    8
                NAXIS   =                    2
                NAXIS1  =                    8
                NAXIS2  =                   90
                PCOUNT  =                12345
                GCOUNT  =                    1
                TFIELDS =                    1
                TTYPE1  = 'COMPRESSED_DATA'
                TFORM1  = '1PB(100)'
                ZIMAGE  =                    T
                ZBITPIX =                   16
                ZBLANK  =               -32768
                EXTNAME = 'COMPRESSED_IMAGE'
                ZEBRA   = 'kept    '           / no keyword of the compression
                """);

        Header image = CompressedHeader.toImage(new Hdu(1, table, 0, 2880, 0), List.of(120L, 90L));

        assertThat(image.cards().stream().map(String::stripTrailing))
                .containsExactly(
                        "XTENSION= 'IMAGE   '",
                        "BITPIX  =                   16",
                        "NAXIS   =                    2",
                        "NAXIS1  =                  120",
                        "NAXIS2  =                   90",
                        "PCOUNT  =                    0",
                        "GCOUNT  =                    1",
                        "BLANK   =               -32768",
                        "ZEBRA   = 'kept    '           / no keyword of the compression");
    }

    @Test
    void refusesATableWithTooFewRows() throws IOException {
        String text = Files.readString(CASES.resolve("rice_1-16.fits"), StandardCharsets.ISO_8859_1);
        String more = text.replaceFirst("ZNAXIS2 =                   90", "ZNAXIS2 =                  900");

        assertThatThrownBy(() -> cutDamaged(more.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(FinalException.class)
                .hasMessageMatching("HDU 1.* has 90 rows for 900 tiles");
    }
}
