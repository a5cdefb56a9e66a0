package io.camelopard.fits;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.DoubleConsumer;

/**
 * An image with fewer pixels: each is the mean of the area that it covers, in which pixels at its border count in part and those
 * without a finite value do not; NaN where there is no other. Lines count upwards, from 0; near ones are read together.
 */
final class Reduction {
    private static final double MOST_CELLS = 1 << 18;
    private static final double MOST_PIXELS = 1 << 20;
    /** Less of a pixel than this is an error of rounding. */
    private static final double LEAST = 1e-9;

    private final Pixels pixels;
    private final int columns;
    private final int lines;
    private final int step;
    private int first;
    private double[] sums = {};
    private double[] weights = {};

    /** @param columns at most as many as the image has; so are lines */
    Reduction(Pixels pixels, int columns, int lines) {
        this.pixels = pixels;
        this.columns = columns;
        this.lines = lines;
        double perLine = (double) pixels.columns() * pixels.rows() / lines;
        this.step = (int) Math.max(1, Math.min(MOST_CELLS / columns, MOST_PIXELS / perLine));
    }

    double[] line(int line) throws IOException {
        if (line < first || line >= first + sums.length / columns) {
            load(line / step * step);
        }
        double[] means = new double[columns];
        Arrays.setAll(means, i -> sums[(line - first) * columns + i] / weights[(line - first) * columns + i]);
        return means;
    }

    private void load(int line) throws IOException {
        first = line;
        int count = Math.min(step, lines - line);
        sums = new double[count * columns];
        weights = new double[count * columns];
        long from = (long) Math.floor(edge(line));
        long to = (long) Math.ceil(edge(line + count));
        pixels.read(from, to - from, new Rows(from));
    }

    /** Where a line begins, in rows of the image. */
    private double edge(int line) {
        return (double) pixels.rows() * line / lines;
    }

    private void add(long row, double[] rowSums, double[] rowWeights) {
        int last = first + sums.length / columns;
        for (int line = Math.max(first, (int) (row * lines / pixels.rows()));
                line < last && edge(line) < row + 1;
                line++) {
            double part = Math.min(row + 1.0, edge(line + 1)) - Math.max((double) row, edge(line));
            int at = (line - first) * columns;
            for (int i = 0; i < columns && part > LEAST; i++) {
                sums[at + i] += part * rowSums[i];
                weights[at + i] += part * rowWeights[i];
            }
        }
    }

    /** Puts the pixels of each row together. */
    private final class Rows implements DoubleConsumer {
        private final double[] rowSums = new double[columns];
        private final double[] rowWeights = new double[columns];
        private long row;
        private long x;
        private int cell;
        private double end = edge(1);

        Rows(long row) {
            this.row = row;
        }

        private double edge(int column) {
            return (double) pixels.columns() * column / columns;
        }

        @Override
        public void accept(double value) {
            double over = x + 1 - end;
            if (over < LEAST) {
                add(value, 1);
            } else {
                add(value, 1 - over);
            }
            if (over > -LEAST && ++cell < columns) {
                end = edge(cell + 1);
                if (over > LEAST) {
                    add(value, over);
                }
            }
            if (++x == pixels.columns()) {
                finish();
            }
        }

        private void add(double value, double part) {
            if (Double.isFinite(value)) {
                rowSums[cell] += value * part;
                rowWeights[cell] += part;
            }
        }

        private void finish() {
            Reduction.this.add(row++, rowSums, rowWeights);
            Arrays.fill(rowSums, 0);
            Arrays.fill(rowWeights, 0);
            x = 0;
            cell = 0;
            end = edge(1);
        }
    }
}
