package io.camelopard.web;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures of nothing in particular. */
final class Pictures {
    private Pictures() {}

    static byte[] png(int width, int height) {
        return encoded(galaxy(width, height, width), "png");
    }

    static byte[] jpeg(int width, int height) {
        return encoded(galaxy(width, height, height), "jpeg");
    }

    static byte[] encoded(BufferedImage image, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A spiral and some stars. */
    static BufferedImage galaxy(int width, int height, long seed) {
        Random random = new Random(seed);
        double tilt = 0.3 + 0.7 * random.nextDouble();
        double turn = random.nextDouble() * Math.PI;
        double tone = random.nextDouble();
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double u = (x - width / 2.0) / Math.min(width, height);
                double v = (y - height / 2.0) / Math.min(width, height);
                double a = u * Math.cos(turn) + v * Math.sin(turn);
                double b = (v * Math.cos(turn) - u * Math.sin(turn)) / tilt;
                double r = Math.hypot(a, b);
                double arm = 0.5 + 0.5 * Math.cos(2 * Math.atan2(b, a) - 9 * Math.log(r + 0.02));
                double value = Math.exp(-r * r * 90) + 0.75 * arm * Math.exp(-r * 7) + 0.06 * random.nextDouble();
                image.setRGB(x, y, colour(Math.min(1, value), tone));
            }
        }
        for (int i = 0; i < width * height / 4000; i++) {
            image.setRGB(random.nextInt(width), random.nextInt(height), 0xffffff);
        }
        return image;
    }

    private static int colour(double value, double tone) {
        int red = (int) (255 * Math.pow(value, 0.6 + 0.6 * tone));
        int green = (int) (255 * Math.pow(value, 1.0));
        int blue = (int) (255 * Math.pow(value, 1.3 - 0.7 * tone));
        return red << 16 | green << 8 | blue;
    }
}
