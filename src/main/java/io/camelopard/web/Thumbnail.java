package io.camelopard.web;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Makes small pictures of large ones. A PNG or JPEG file is what anybody may have sent: its size is looked at before its pixels,
 * its pixels are read in steps, and nothing else in it is.
 *
 * @param width,height of the large one
 * @param jpeg the small one, in Base64
 */
record Thumbnail(int width, int height, String jpeg) {
    static final int SIZE = 320;
    static final int MOST_BYTES = 24 << 20;
    private static final int LONGEST_SIDE = 32_768;
    private static final long MOST_PIXELS = 40_000_000;
    private static final float QUALITY = 0.85f;
    private static final int WHITE = 0xffffff;

    /** Empty for what is no such picture, or too large a one. */
    static Optional<Thumbnail> of(byte[] file) {
        byte[] plain = PngChunks.isPng(file) ? PngChunks.needed(file) : file;
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(plain))) {
            String format = PngChunks.isPng(file) ? "png" : "jpeg";
            Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
            return readers.hasNext() ? read(readers.next(), in) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // the readers throw anything for a damaged file
        }
    }

    private static Optional<Thumbnail> read(ImageReader reader, ImageInputStream in) throws IOException {
        try {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (Math.max(width, height) > LONGEST_SIDE || (long) width * height > MOST_PIXELS) {
                return Optional.empty();
            }
            ImageReadParam param = reader.getDefaultReadParam();
            int step = Math.max(1, Math.max(width, height) / (4 * SIZE));
            param.setSourceSubsampling(step, step, 0, 0);
            return Optional.of(new Thumbnail(width, height, jpeg(small(reader.read(0, param)))));
        } finally {
            reader.dispose();
        }
    }

    /** Each pixel the mean of those that it stands for; what is transparent is white. */
    private static BufferedImage small(BufferedImage large) {
        double scale = Math.min(1, (double) SIZE / Math.max(large.getWidth(), large.getHeight()));
        int width = Math.max(1, (int) Math.round(large.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(large.getHeight() * scale));
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            int top = y * large.getHeight() / height;
            int rows = Math.max(1, (y + 1) * large.getHeight() / height - top);
            for (int x = 0; x < width; x++) {
                int left = x * large.getWidth() / width;
                int columns = Math.max(1, (x + 1) * large.getWidth() / width - left);
                small.setRGB(x, y, mean(large.getRGB(left, top, columns, rows, null, 0, columns)));
            }
        }
        return small;
    }

    private static int mean(int[] pixels) {
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int pixel : pixels) {
            int alpha = pixel >>> 24;
            int white = (WHITE & 0xff) * (255 - alpha);
            red += ((pixel >> 16) & 0xff) * alpha + white;
            green += ((pixel >> 8) & 0xff) * alpha + white;
            blue += (pixel & 0xff) * alpha + white;
        }
        long whole = 255L * pixels.length;
        return (int) ((red / whole) << 16 | (green / whole) << 8 | (blue / whole));
    }

    private static String jpeg(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(QUALITY);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
