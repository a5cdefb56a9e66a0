package io.camelopard.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small pictures of files that anybody may have sent. */
class ThumbnailTest {
    private static BufferedImage small(byte[] file) throws IOException {
        String jpeg = Thumbnail.of(file).orElseThrow().jpeg();
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(jpeg)));
    }

    private static int grey(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) & 0xff;
    }

    /** Left black, right white, and what is above transparent. */
    private static BufferedImage halves(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        for (int y = height / 2; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, x < width / 2 ? 0xff000000 : 0xffffffff);
            }
        }
        return image;
    }

    @Test
    void aPictureIsTheSameInSmall() throws IOException {
        BufferedImage small = small(Pictures.encoded(halves(2000, 1000), "png"));

        assertThat(small.getWidth()).isEqualTo(320);
        assertThat(small.getHeight()).isEqualTo(160);
        assertThat(grey(small, 80, 120)).isLessThan(10);
        assertThat(grey(small, 240, 120)).isGreaterThan(245);
        assertThat(grey(small, 80, 40)).as("transparent").isGreaterThan(245);
    }

    @Test
    void aSmallPictureStaysAsLargeAsItIs() {
        assertThat(Thumbnail.of(Pictures.jpeg(31, 17))).hasValueSatisfying(t -> {
            assertThat(t.width()).isEqualTo(31);
            assertThat(t.height()).isEqualTo(17);
        });
    }

    @ParameterizedTest
    @CsvSource({"6500, 6500", "1, 40000", "40000, 1"})
    void aPictureOfTooManyPixelsIsNotRead(int width, int height) {
        byte[] png = Pictures.encoded(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY), "png");

        assertThat(Thumbnail.of(png)).isEmpty();
    }

    @Test
    void whatIsDamagedOrNoPictureIsNone() {
        byte[] png = Pictures.png(50, 50);
        byte[] jpeg = Pictures.jpeg(50, 50);

        assertThat(Thumbnail.of(new byte[0])).isEmpty();
        assertThat(Thumbnail.of("<svg onload='x'/>".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(Thumbnail.of(Arrays.copyOf(png, 40))).isEmpty();
        assertThat(Thumbnail.of(Arrays.copyOf(jpeg, 100))).isEmpty();
    }

    /** Text chunks of a PNG with a palette are unpacked by the reader of the JDK, if it sees them. */
    @Test
    void aTextThatUnpacksWithoutEndIsLeftOut() throws IOException {
        byte[] png = Pictures.encoded(new BufferedImage(30, 30, BufferedImage.TYPE_BYTE_INDEXED), "png");
        byte[] bomb = withText(png, 600_000_000);

        assertThat(PngChunks.needed(bomb)).isEqualTo(PngChunks.needed(png)).hasSizeLessThanOrEqualTo(png.length);
        assertThat(Thumbnail.of(bomb)).isPresent();
    }

    private static byte[] withText(byte[] png, int length) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.write("zTXtbomb\0\0".getBytes(StandardCharsets.ISO_8859_1));
        try (DeflaterOutputStream packed = new DeflaterOutputStream(text)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < length / zeros.length; i++) {
                packed.write(zeros);
            }
        }
        CRC32 crc = new CRC32();
        crc.update(text.toByteArray());
        int header = 33;
        ByteBuffer all = ByteBuffer.allocate(png.length + text.size() + 8);
        all.put(png, 0, header).putInt(text.size() - 4).put(text.toByteArray()).putInt((int) crc.getValue());
        all.put(png, header, png.length - header);
        return all.array();
    }
}
