package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.testing.TestContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sums in FITS files, against those that astropy makes and those of real archives. */
class FitsStructureTest {
    private static final Path MADE = Path.of("src/test/resources/transfer/fits");
    private static final Path REAL = Path.of("src/test/resources/vo-samples/fits");

    @TempDir
    Path folder;

    private FitsStructure read(byte[] content) throws IOException {
        return FitsStructure.read(Files.write(folder.resolve("x.fits"), content));
    }

    private static byte[] made(String name) throws IOException {
        return Files.readAllBytes(MADE.resolve(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"checksum.fits", "datasum.fits", "ascii.fits", "tiles.fits.fz"})
    void agreesWithAstropy(String name) throws IOException {
        assertThat(read(made(name))).isEqualTo(new FitsStructure(true, true, List.of(), List.of()));
    }

    /** Which sums of these are stale was found out with astropy; the file of 1996 has DATASUM in a form of its own. */
    @ParameterizedTest
    @CsvSource({
        "asca-gis-totsky.gz, true, 0",
        "chandra_time.fits, false, 2",
        "rxte-xte_test.evt.gz, true, 2",
        "variable_length_table.fits, false, 0"
    })
    void readsTheSumsOfArchives(String name, boolean summed, int wrong) throws IOException {
        FitsStructure structure = read(unpacked(REAL.resolve(name)));

        assertThat(structure.complete()).isTrue();
        assertThat(structure.summed()).isEqualTo(summed);
        assertThat(structure.wrong()).hasSize(wrong);
    }

    private static byte[] unpacked(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return file.toString().endsWith(".gz") ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
        }
    }

    @Test
    void saysWhichSumIsWrong() throws IOException {
        byte[] data = made("checksum.fits");
        data[3000] ^= 4;
        byte[] header = made("checksum.fits");
        header[2000] ^= 1;

        assertThat(read(data).wrong())
                .satisfiesExactly(
                        sum -> assertThat(sum).matches("the data of HDU 0 have the sum \\d+, its DATASUM is \\d+"),
                        sum -> assertThat(sum).isEqualTo("the CHECKSUM of HDU 0 is not that of its bytes"));
        assertThat(read(header).wrong()).containsExactly("the CHECKSUM of HDU 0 is not that of its bytes");
    }

    /** Two errors may cancel each other out, one never does; but a CHECKSUM that is called otherwise is none. */
    @Property(tries = 300)
    void noticesAnyFlippedBit(@ForAll @IntRange(min = 0, max = 11_519) int at, @ForAll @IntRange(max = 7) int bit)
            throws IOException {
        byte[] content = made("checksum.fits");
        Assume.that(
                !new String(content, at / 80 * 80, at % 80 < 8 ? 8 : 0, StandardCharsets.US_ASCII).equals("CHECKSUM"));
        content[at] ^= (byte) (1 << bit);
        Path file = Files.createTempFile("flipped", ".fits");
        try {
            Files.write(file, content);
            FitsStructure structure = FitsStructure.read(file);
            assertThat(structure.summed() && structure.wrong().isEmpty() && structure.complete())
                    .isFalse();
        } catch (TransientException | FinalException e) {
            assertThat(e).hasMessageMatching("(?s).*(HDU|FITS).*");
        } finally {
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'0000000000000000'", "'                '", "''", ""})
    void takesAnUnsetChecksumForNone(String value) throws IOException {
        byte[] file = TestContent.fits(5_760);
        byte[] card = String.format("%-80s", "CHECKSUM= " + value).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(file, 320, file, 400, 80);
        System.arraycopy(card, 0, file, 320, 80);

        assertThat(read(file)).isEqualTo(new FitsStructure(true, false, List.of(), List.of()));
    }

    @Test
    void carriesRoundAndHasTwoZeros() {
        FitsSum sum = new FitsSum();
        sum.add(new byte[] {-1, -1, -1, -1}, 4);
        assertThat(sum.isZero()).isTrue();
        assertThat(sum.is(0)).isTrue();
        assertThat(sum.is(1)).isFalse();

        sum.add(new byte[] {0, 0, 0, 1}, 4);
        assertThat(sum).hasToString("1");
        sum.add(new byte[] {1, 2, 3}, 3);
        assertThat(sum).hasToString(String.valueOf(0x01020301));
    }
}
