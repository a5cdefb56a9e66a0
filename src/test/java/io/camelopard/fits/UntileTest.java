package io.camelopard.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.fits.Decompress.Outcome;
import io.camelopard.testing.Child;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that fpack has made, and what funpack makes of them; src/test/astropy/decompress.py. */
class UntileTest {
    private static final Path CASES = Path.of("src/test/resources/fits/packed");
    private static final Decompress DECOMPRESS = new Decompress(4L << 30, 1e6);

    @TempDir
    private Path folder;

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.filter(file -> file.toString().endsWith(".fz")).sorted().toList().stream();
        }
    }

    private Path untile(byte[] packed) throws IOException {
        Path target = folder.resolve("target.fits");
        Outcome outcome = DECOMPRESS.from(Files.write(folder.resolve("packed"), packed), target);
        assertThat(outcome).isEqualTo(new Outcome.Unpacked(List.of(Compression.TILES), Files.size(target)));
        return target;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesWhatFunpackMakes(Path file) throws IOException {
        List<String> expected = Files.readAllLines(Path.of(file.toString().replace(".fz", ".txt")));

        Path target = untile(Files.readAllBytes(file));

        assertThat(described(target)).isEqualTo(expected);
        assertThat(Files.size(target) % 2880).isZero();
        assertThat(FitsFile.read(target).hdus()).allSatisfy(hdu -> assertThat(
                        hdu.header().keywords())
                .noneMatch(key -> key.matches("Z(IMAGE|CMPTYPE|SIMPLE|TENSION|BITPIX|NAXIS.*|TILE.*|HECKSUM)")));
    }

    private static List<String> described(Path file) throws IOException {
        List<String> lines = new java.util.ArrayList<>();
        for (Hdu hdu : FitsFile.read(file).hdus()) {
            byte[] data = oneNan(FitsFile.data(file, hdu.number()), hdu.header().whole("BITPIX", 0));
            lines.add("hdu " + hdu.number() + " " + FitsFile.crc32(data));
            hdu.header().cards().stream()
                    .filter(
                            card -> !Header.keyword(card)
                                    .matches(
                                            "(SIMPLE|XTENSION|BITPIX|NAXIS|PCOUNT|GCOUNT|EXTEND|CHECKSUM|DATASUM|COMMENT|)\\d*"))
                    .map(String::stripTrailing)
                    .forEach(lines::add);
        }
        return lines;
    }

    /** Of which there are many. */
    private static byte[] oneNan(byte[] data, long bitpix) {
        ByteBuffer values = ByteBuffer.wrap(data);
        for (int at = 0; bitpix < 0 && at < data.length; at += (int) (-bitpix / 8)) {
            if (bitpix == -32 && Float.isNaN(values.getFloat(at))) {
                values.putFloat(at, Float.NaN);
            } else if (bitpix == -64 && Double.isNaN(values.getDouble(at))) {
                values.putDouble(at, Double.NaN);
            }
        }
        return data;
    }

    @Test
    void copiesTheOthersByteByByte() throws IOException {
        byte[] packed = Files.readAllBytes(CASES.resolve("several.fz"));

        byte[] target = Files.readAllBytes(untile(packed));

        for (int number : new int[] {0, 2, 4}) {
            assertThat(hdu(target, number)).isEqualTo(hdu(packed, number));
        }
    }

    private byte[] hdu(byte[] file, int number) throws IOException {
        Hdu hdu = FitsFile.read(Files.write(folder.resolve("one.fits"), file))
                .hdus()
                .get(number);
        return Arrays.copyOfRange(file, (int) hdu.at(), (int) hdu.end());
    }

    @Test
    void keepsAFirstHduThatHasSomethingToSay() throws IOException {
        byte[] packed = Files.readAllBytes(CASES.resolve("primary.fz"));
        String text = new String(packed, StandardCharsets.ISO_8859_1);
        int comment = text.indexOf("COMMENT ");
        byte[] card = "%-80s".formatted("TELESCOP= 'TEST    '").getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(card, 0, packed, comment, card.length);

        List<Hdu> hdus = FitsFile.read(untile(packed)).hdus();

        assertThat(hdus).hasSize(2);
        assertThat(hdus.get(0).header().text("TELESCOP")).isEqualTo("TEST");
        assertThat(hdus.get(1).header().text("XTENSION")).isEqualTo("IMAGE");
    }

    @Test
    void padsTheLastBlockThatAFileLacks() throws IOException {
        byte[] packed = Files.readAllBytes(CASES.resolve("several.fz"));
        Hdu last = FitsFile.read(CASES.resolve("several.fz")).hdus().get(4);

        Path target = untile(Arrays.copyOf(packed, (int) (last.data() + last.bytes())));

        assertThat(Files.size(target) % 2880).isZero();
        assertThat(Files.readString(target, StandardCharsets.ISO_8859_1)).endsWith("     ");
    }

    @Test
    void saysWhichTileIsDamaged() throws IOException {
        byte[] packed = Files.readAllBytes(CASES.resolve("lossless.fz"));
        Hdu hdu = FitsFile.read(CASES.resolve("lossless.fz")).hdus().get(1);
        int heap = (int) (hdu.data() + hdu.header().whole("THEAP", hdu.header().whole("NAXIS1", 0) * 90));
        Arrays.fill(packed, heap + 9000, heap + 9200, (byte) 7);

        assertThatThrownBy(() -> untile(packed))
                .isInstanceOf(FinalException.class)
                .hasMessageMatching(
                        "tile \\d+ of HDU 1 \\(COMPRESSED_IMAGE\\) cannot be decompressed \\(GZIP_2\\): .*");
    }

    @Test
    void refusesAFileThatIsCut() throws IOException {
        byte[] packed = Files.readAllBytes(CASES.resolve("primary.fz"));

        assertThatThrownBy(() -> untile(Arrays.copyOf(packed, 10_000)))
                .isInstanceOf(FinalException.class)
                .hasMessageMatching("the data of HDU 1 \\(COMPRESSED_IMAGE\\) end at byte \\d+, the file at 10000");
    }

    @Test
    void needsLittleMemory() throws IOException {
        untiles(2_000, "-Xmx128m");
    }

    @Test
    @Tag("faults")
    void untilesTwoGigabytes() throws IOException {
        untiles(16_384, "-Xmx256m");
    }

    private void untiles(int rows, String heap) throws IOException {
        Path packed = Files.write(folder.resolve("large.fz"), LargeTiles.file(32_768, rows));
        Path target = folder.resolve("large.fits");

        try (Child child =
                Child.start(folder, List.of(heap), Run.class.getName(), packed.toString(), target.toString())) {
            assertThat(child.status(Duration.ofMinutes(10))).as(child.output()).isZero();
        }

        assertThat(Files.size(target)).isEqualTo((2880 + 32_768L * 4 * rows + 2879) / 2880 * 2880);
    }

    /** The JVM with the small heap. */
    static final class Run {
        private Run() {}

        public static void main(String[] args) throws IOException {
            System.out.println(DECOMPRESS.from(Path.of(args[0]), Path.of(args[1])));
        }
    }
}
