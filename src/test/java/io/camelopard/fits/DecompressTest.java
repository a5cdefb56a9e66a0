package io.camelopard.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.fits.Decompress.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is compressed, and in what, is found in the bytes; what is damaged is said with its place. */
class DecompressTest {
    private static final Path PACKED = Path.of("src/test/resources/fits/packed");
    private static final Path ROSAT = Path.of("src/test/resources/vo-samples/fits/rosat-rp600245n00_im1.fits.Z");
    private static final byte[] TEXT =
            "Not everything that is compressed is FITS. ".repeat(700).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FITS = TestImage.bytes(HeaderText.header("""
            SIMPLE  =                    T
            BITPIX  =                   16
            NAXIS   =                    2
            NAXIS1  =                   80
            NAXIS2  =                   60
            """));

    @TempDir
    private Path folder;

    private Path target;

    @BeforeEach
    void nameTheTarget() {
        target = folder.resolve("target");
    }

    private Outcome decompress(byte[] bytes) throws IOException {
        return decompress(bytes, new Decompress(1 << 30, 1000));
    }

    private Outcome decompress(byte[] bytes, Decompress decompress) throws IOException {
        return decompress.from(Files.write(folder.resolve("no.extension"), bytes), target);
    }

    /** A stream around another, or none. */
    private interface Packer {
        OutputStream around(OutputStream out) throws IOException;
    }

    private static byte[] pack(Packer packer, byte[]... members) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] member : members) {
            try (OutputStream out = packer.around(all)) {
                out.write(member);
            }
        }
        return all.toByteArray();
    }

    private static byte[] gzip(byte[]... members) throws IOException {
        return pack(GZIPOutputStream::new, members);
    }

    private static byte[] bzip2(byte[]... members) throws IOException {
        return pack(BZip2CompressorOutputStream::new, members);
    }

    private static byte[] noise(int count) {
        byte[] noise = new byte[count];
        new Random(5).nextBytes(noise);
        return noise;
    }

    @Test
    void undoesGzipAlsoOfSeveralMembers() throws IOException {
        assertThat(decompress(gzip(FITS))).isEqualTo(new Outcome.Unpacked(List.of(Compression.GZIP), FITS.length));
        assertThat(target).hasBinaryContent(FITS);

        decompress(gzip(Arrays.copyOf(FITS, 5000), new byte[0], Arrays.copyOfRange(FITS, 5000, FITS.length)));
        assertThat(target).hasBinaryContent(FITS);
    }

    @Test
    void passesOverZerosBehindTheLastMember() throws IOException {
        byte[] packed = gzip(TEXT);

        decompress(Arrays.copyOf(packed, packed.length + 9000));

        assertThat(target).hasBinaryContent(TEXT);
    }

    @Test
    void undoesBzip2AlsoOfSeveralStreams() throws IOException {
        assertThat(decompress(bzip2(TEXT))).isEqualTo(new Outcome.Unpacked(List.of(Compression.BZIP2), TEXT.length));
        assertThat(target).hasBinaryContent(TEXT);

        decompress(bzip2(Arrays.copyOf(FITS, 5000), new byte[0], Arrays.copyOfRange(FITS, 5000, FITS.length)));
        assertThat(target).hasBinaryContent(FITS);
        decompress(bzip2(new byte[0]));
        assertThat(target).isEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nine", "ten", "twelve", "sixteen"})
    void undoesCompressOfAnyWidth(String bits) throws IOException {
        String[] original =
                Files.readString(PACKED.resolve(bits + "-bits.txt")).strip().split(" ", -1);

        assertThat(decompress(Files.readAllBytes(PACKED.resolve(bits + "-bits.Z"))))
                .isEqualTo(new Outcome.Unpacked(List.of(Compression.COMPRESS), Long.parseLong(original[2])));

        assertThat(FitsFile.crc32(Files.readAllBytes(target))).isEqualTo(original[1]);
    }

    @Test
    void makesTheRosatImageReadable() throws IOException {
        assertThat(decompress(Files.readAllBytes(ROSAT)))
                .isEqualTo(new Outcome.Unpacked(List.of(Compression.COMPRESS), 558_720));

        assertThat(FitsFile.read(target).hdus())
                .extracting(Hdu::name)
                .containsExactly("HDU 0", "HDU 1 (LS1)", "HDU 2 (MS1)");
        assertThat(FitsFile.crc32(FitsFile.data(target, 0))).isEqualTo("fd33ffaf");
    }

    @Test
    void undoesWhatIsInEachOther() throws IOException {
        byte[] tiles = Files.readAllBytes(PACKED.resolve("primary.fz"));

        Outcome outcome = decompress(gzip(bzip2(gzip(tiles))));

        assertThat(outcome)
                .isEqualTo(new Outcome.Unpacked(
                        List.of(Compression.GZIP, Compression.BZIP2, Compression.GZIP, Compression.TILES),
                        Files.size(target)));
        assertThat(FitsFile.read(target).hdus()).hasSize(1);
        assertThat(folder.resolve("target.unpacked")).doesNotExist();
    }

    @Test
    void writesNothingWhereNothingIsCompressed() throws IOException {
        assertThat(decompress(FITS)).isEqualTo(new Outcome.Plain());
        assertThat(decompress(TEXT)).isEqualTo(new Outcome.Plain());
        assertThat(decompress(new byte[0])).isEqualTo(new Outcome.Plain());
        assertThat(decompress("BZh9 is a word".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(new Outcome.Plain());

        assertThat(folder.toFile().list()).containsExactly("no.extension");
    }

    @Test
    void saysWhereCutDataEnd() throws IOException {
        byte[] gzip = gzip(noise(100_000));
        byte[] bzip2 = bzip2(noise(100_000));

        assertThatThrownBy(() -> decompress(Arrays.copyOf(gzip, 50_000)))
                .isInstanceOf(FinalException.class)
                .hasMessageMatching("the gzip data are damaged or cut off at byte 50000 of the 50000 of the file,"
                        + " after 4\\d{4} bytes of content \\(.+\\)");
        assertThatThrownBy(() -> decompress(Arrays.copyOf(gzip, gzip.length - 3)))
                .isInstanceOf(FinalException.class)
                .hasMessageStartingWith("the gzip data are damaged or cut off at byte ");
        assertThatThrownBy(() -> decompress(Arrays.copyOf(bzip2, 50_000)))
                .isInstanceOf(FinalException.class)
                .hasMessage("the bzip2 data are damaged or cut off at byte 50000 of the 50000 of the file,"
                        + " after 0 bytes of content (Unexpected end of stream)");
        assertThatThrownBy(() -> decompress(Arrays.copyOf(Files.readAllBytes(ROSAT), 40_000)))
                .isInstanceOf(FinalException.class)
                .hasMessage("the data of HDU 0 end at byte 532928, the file at 418822");
        assertThat(folder.resolve("target.unpacked")).doesNotExist();
    }

    @Test
    void saysWhereDamagedDataAre() throws IOException {
        byte[] gzip = gzip(noise(100_000));
        gzip[60_000] ^= 1;
        byte[] bzip2 = bzip2(noise(100_000));
        bzip2[60_000] ^= 1;
        byte[] more = Arrays.copyOf(gzip(TEXT), gzip(TEXT).length + 1);
        more[more.length - 1] = 'x';
        byte[] compress = Files.readAllBytes(ROSAT);
        Arrays.fill(compress, 3, 13, (byte) -1);

        assertThatThrownBy(() -> decompress(gzip))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("(Gzip-compressed data is corrupt (CRC32 error).)");
        assertThatThrownBy(() -> decompress(bzip2))
                .isInstanceOf(FinalException.class)
                .hasMessageStartingWith("the bzip2 data are damaged or cut off at byte ");
        assertThatThrownBy(() -> decompress(more))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("(something else follows the last member)");
        assertThatThrownBy(() -> decompress(compress))
                .isInstanceOf(FinalException.class)
                .hasMessageStartingWith("the compress data are damaged or cut off at byte ");
    }

    @ParameterizedTest
    @CsvSource({
        "1f9dff,compress",
        "1f8b07000000000000,gzip",
        "425a6830314159265359,bzip2",
        "1f,",
        "1f8b,gzip",
        "1f9d,compress"
    })
    void refusesABeginningWithoutSense(String hex, String form) throws IOException {
        byte[] bytes = new java.math.BigInteger(hex, 16).toByteArray();

        if (form == null) {
            assertThat(decompress(bytes)).isEqualTo(new Outcome.Plain());
        } else {
            assertThatThrownBy(() -> decompress(bytes))
                    .isInstanceOf(FinalException.class)
                    .hasMessageStartingWith("the " + form + " data ");
        }
    }

    @Test
    void stopsABombOfAnyFormEarly() throws IOException {
        byte[] zeros = new byte[40 << 20];
        byte[] bomb = gzip(zeros);

        assertThatThrownBy(() -> decompress(bomb, new Decompress(1 << 30, 200)))
                .isInstanceOf(FinalException.class)
                .hasMessageMatching(
                        "\\d+ compressed bytes become \\d{7}; allowed are 1073741824 bytes and a ratio of 200.0");
        assertThat(Files.exists(target)).isFalse();
        assertThatThrownBy(() -> decompress(gzip(bomb), new Decompress(1 << 30, 200)))
                .isInstanceOf(FinalException.class);
        assertThatThrownBy(() -> decompress(bzip2(zeros), new Decompress(1 << 30, 200)))
                .isInstanceOf(FinalException.class);
        assertThatThrownBy(() -> decompress(gzip(FITS), new Decompress(10_000, 200)))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("allowed are 10000 bytes");
    }

    @Test
    void boundsWhatTilesBecomeBeforeItIsWritten() throws IOException {
        byte[] tiles = Files.readAllBytes(PACKED.resolve("primary.fz"));

        assertThatThrownBy(() -> decompress(tiles, new Decompress(20_000, 200)))
                .isInstanceOf(FinalException.class)
                .hasMessage("14400 compressed bytes become 24480; allowed are 20000 bytes and a ratio of 200.0");
        assertThat(target).doesNotExist();
    }

    @Test
    void stopsAtCompressionsInEachOtherWithoutEnd() throws IOException {
        byte[] packed = TEXT;
        for (int i = 0; i < 9; i++) {
            packed = gzip(packed);
        }
        byte[] nine = packed;

        assertThatThrownBy(() -> decompress(nine))
                .isInstanceOf(FinalException.class)
                .hasMessage("more than 8 compressions in each other");
    }
}
