package io.camelopard.fits;

import java.util.Arrays;

/** Opaque pixels to draw on, in memory. Not thread-safe. */
final class Canvas {
    private static final int PIECES = 8;

    private final int width;
    private final int height;
    private final int[] pixels;

    Canvas(int width, int height, int colour) {
        this.width = width;
        this.height = height;
        this.pixels = new int[width * height];
        Arrays.fill(pixels, colour);
    }

    int height() {
        return height;
    }

    /** One row, ARGB. */
    int[] row(int y) {
        return Arrays.copyOfRange(pixels, y * width, (y + 1) * width);
    }

    void rectangle(int x, int y, int across, int down, int colour) {
        for (int row = Math.max(0, y); row < Math.min(height, y + down); row++) {
            int from = Math.max(0, Math.min(width, x));
            Arrays.fill(pixels, row * width + from, row * width + Math.max(from, Math.min(width, x + across)), colour);
        }
    }

    /** @param x where the text begins */
    void text(String text, double size, double x, double baseline, int colour) {
        double[] cover = new double[pixels.length];
        for (double[] contour : Glyphs.outline(text, size, x, baseline)) {
            for (int i = 0; i < contour.length; i += 2) {
                int next = (i + 2) % contour.length;
                edge(cover, contour[i], contour[i + 1], contour[next], contour[next + 1]);
            }
        }
        blend(cover, colour);
    }

    /** Row by row, so that what edges add and take in a row is exactly the same. */
    private void edge(double[] cover, double x0, double y0, double x1, double y1) {
        double slope = (x1 - x0) / (y1 - y0);
        double top = Math.max(0, Math.min(y0, y1));
        double bottom = Math.min(height, Math.max(y0, y1));
        for (int row = (int) top; y0 != y1 && row < bottom; row++) {
            double from = Math.max(row, top);
            double to = Math.min(row + 1, bottom);
            part(cover, row, x0 + (from - y0) * slope, x0 + (to - y0) * slope, y1 > y0 ? to - from : from - to);
        }
    }

    /**
     * All pixels to the right of an edge are inside of the shape, or no more, by as much of their height as the edge has; of the
     * pixel in which it is the part to its right.
     */
    private void part(double[] cover, int row, double x0, double x1, double high) {
        int pieces = (int) Math.ceil(PIECES * Math.abs(x1 - x0)) + 1;
        for (int i = 0; i < pieces; i++) {
            double x = Math.max(0, Math.min(width - 1.5, x0 + (x1 - x0) * (i + 0.5) / pieces));
            int column = (int) x;
            cover[row * width + column] += high / pieces * (column + 1 - x);
            cover[row * width + column + 1] += high / pieces * (x - column);
        }
    }

    private void blend(double[] cover, int colour) {
        double inside = 0;
        for (int i = 0; i < pixels.length; i++) {
            inside = i % width == 0 ? cover[i] : inside + cover[i];
            double part = Math.min(1, Math.abs(inside));
            if (part > 1e-3) {
                pixels[i] = mixed(pixels[i], colour, part);
            }
        }
    }

    private static int mixed(int below, int above, double part) {
        int mixed = 0xff;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = below >> shift & 0xff;
            int to = above >> shift & 0xff;
            mixed = mixed << 8 | (int) Math.round(from + (to - from) * part);
        }
        return mixed;
    }
}
