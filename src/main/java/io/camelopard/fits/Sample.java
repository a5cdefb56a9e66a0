package io.camelopard.fits;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.DoubleConsumer;

/** Finite values of an image: all of them, or of a large one about a million at the points of a grid, row by row. */
final class Sample implements DoubleConsumer {
    private static final int MOST = 1 << 20;
    private static final int SIDE = 1 << 10;

    private final long columns;
    private final long step;
    private final double[] values;
    private int count;
    private long at;

    private Sample(long columns, long step, int most) {
        this.columns = columns;
        this.step = step;
        this.values = new double[most];
    }

    static double[] of(Pixels pixels) throws IOException {
        long columns = pixels.columns();
        long rows = pixels.rows();
        long across = columns * rows <= MOST ? 1 : up(columns, Math.max(SIDE, MOST / Math.min(rows, SIDE)));
        long down = columns * rows <= MOST ? 1 : up(rows, MOST / up(columns, across));
        Sample sample = new Sample(columns, across, (int) (up(columns, across) * up(rows, down)));
        if (down == 1) {
            pixels.read(0, rows, sample);
        } else {
            for (long row = 0; row < rows; row += down) {
                pixels.read(row, 1, sample);
            }
        }
        return Arrays.copyOf(sample.values, sample.count);
    }

    private static long up(long value, long by) {
        return (value + by - 1) / by;
    }

    @Override
    public void accept(double value) {
        if (at % step == 0 && Double.isFinite(value)) {
            values[count++] = value;
        }
        at = at + 1 == columns ? 0 : at + 1;
    }
}
