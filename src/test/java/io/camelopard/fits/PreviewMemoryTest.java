package io.camelopard.fits;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.fits.Preview.Stretch;
import io.camelopard.testing.Child;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images and pictures that are larger than the memory. */
class PreviewMemoryTest {
    @TempDir
    private Path folder;

    /** Zeros that take no room on the disk. */
    private Path plain(int width, int height) throws IOException {
        Path file = folder.resolve("large.fits");
        byte[] header = new HeaderEditor(HeaderText.header("""
                SIMPLE  =                    T
                BITPIX  =                  -32
                NAXIS   =                    2
                NAXIS1  =                   %d
                NAXIS2  =                   %d
                """.formatted(width, height))).toBytes();
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(header);
            out.setLength(header.length + 4L * width * height);
        }
        return file;
    }

    private Path tiles(int width, int height) throws IOException {
        return Files.write(folder.resolve("large.fz"), LargeTiles.file(width, height));
    }

    private void draws(Path file, int size, int width, int height, String heap) throws IOException {
        Path target = folder.resolve("large.png");
        List<String> options = List.of(heap, "-Djava.awt.headless=true");

        try (Child child =
                Child.start(folder, options, Run.class.getName(), file.toString(), target.toString(), "" + size)) {
            assertThat(child.status(Duration.ofMinutes(10))).as(child.output()).isZero();
            assertThat(child.output()).contains("Drawn[");
        }

        try (ImageInputStream in = ImageIO.createImageInputStream(target.toFile())) {
            ImageReader reader = ImageIO.getImageReaders(in).next();
            reader.setInput(in);
            assertThat(reader.getWidth(0)).isBetween(width, width + width / 4 + 32);
            assertThat(reader.getHeight(0)).isBetween(height, height + height / 4 + 150);
            reader.dispose();
        }
    }

    @Test
    void readsInStrips() throws IOException {
        draws(plain(16_384, 1_000), 512, 512, 31, "-Xmx40m");
    }

    @Test
    void readsTilesInStrips() throws IOException {
        draws(tiles(32_768, 1_000), 512, 512, 16, "-Xmx110m");
    }

    @Test
    void writesInStrips() throws IOException {
        draws(plain(20, 10), 10_000, 10_000, 5_000, "-Xmx64m");
    }

    @Test
    @Tag("faults")
    void drawsTwoGigabytes() throws IOException {
        draws(plain(32_768, 16_384), 1024, 1024, 512, "-Xmx256m");
    }

    @Test
    @Tag("faults")
    void drawsTwoGigabytesOfTiles() throws IOException {
        draws(tiles(32_768, 16_384), 1024, 1024, 512, "-Xmx256m");
    }

    @Test
    @Tag("faults")
    void drawsTheLargestPicture() throws IOException {
        draws(plain(20_000, 20_000), 20_000, 20_000, 20_000, "-Xmx256m");
    }

    /** The JVM with the small heap. */
    static final class Run {
        private Run() {}

        public static void main(String[] args) throws IOException {
            Preview preview = new Preview(Stretch.LINEAR, "viridis", null, null, null, Integer.parseInt(args[2]), null);
            try (FileSource source = FileSource.open(Path.of(args[0]))) {
                System.out.println(preview.from(source, Path.of(args[1])));
            }
        }
    }
}
