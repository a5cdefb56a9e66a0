package io.camelopard.fits;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A preview that a test looks at, as another library reads it. The image is where the frame's border ends. */
record Drawing(BufferedImage picture, int left, int top, int width, int height) {
    static final int BACKGROUND = 0xff15181d;
    static final int BORDER = 0xff3b424d;

    static Drawing read(Path file) throws IOException {
        BufferedImage picture = ImageIO.read(file.toFile());
        int top = 0;
        while (picture.getRGB(picture.getWidth() / 2, top) != BORDER) {
            top++;
        }
        int left = 0;
        while (picture.getRGB(left, top) != BORDER) {
            left++;
        }
        int bottom = top;
        while (picture.getRGB(left, bottom) == BORDER) {
            bottom++;
        }
        int line = 0;
        while (picture.getRGB(picture.getWidth() / 2, top + line) == BORDER) {
            line++;
        }
        return new Drawing(
                picture, left + line, top + line, picture.getWidth() - 2 * (left + line), bottom - top - 2 * line);
    }

    /** Of the image, without its frame; a transparent pixel is 0. */
    int colour(int x, int y) {
        return picture.getRGB(left + x, top + y);
    }

    /** How many pixels of the frame are not opaque. */
    long holes() {
        long holes = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                boolean inside = x >= left && x < left + width && y >= top && y < top + height;
                holes += inside || picture.getRGB(x, y) >>> 24 == 0xff ? 0 : 1;
            }
        }
        return holes;
    }

    /** How many pixels of that colour are in one row of the picture. */
    int count(int y, int colour) {
        int count = 0;
        for (int x = 0; x < picture.getWidth(); x++) {
            count += picture.getRGB(x, y) == colour ? 1 : 0;
        }
        return count;
    }

    /** Whether anything stands above the image. */
    boolean hasTitle() {
        for (int y = 0; y < top - 2; y++) {
            if (count(y, BACKGROUND) < picture.getWidth()) {
                return true;
            }
        }
        return false;
    }
}
