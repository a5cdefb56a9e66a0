package io.camelopard.fits;

import java.util.Arrays;

/**
 * The limits that IRAF's display takes: a line is fitted to the sorted values of about a thousand pixels, those far from it are
 * rejected, and its slope around the median, four times as steep, says what is dark and what bright. With the numbers and the
 * order of steps of {@code astropy.visualization.ZScaleInterval}. Used once.
 */
final class Zscale {
    private static final int SAMPLES = 1000;
    private static final double CONTRAST = 0.25;
    private static final double MOST_REJECTED = 0.5;
    private static final int FEWEST = 5;
    private static final double SIGMAS = 2.5;
    private static final int ITERATIONS = 5;
    private static final double GROWN = 0.01;

    private final double[] sorted;
    private boolean[] bad;
    private double slope;
    private double offset;

    private Zscale(double[] sorted) {
        this.sorted = sorted;
        this.bad = new boolean[sorted.length];
    }

    /** @param values finite ones, at least one, in the order of the image */
    static Limits of(double[] values) {
        int stride = Math.max(1, values.length / SAMPLES);
        double[] sorted = new double[Math.min(SAMPLES, (values.length + stride - 1) / stride)];
        Arrays.setAll(sorted, i -> values[i * stride]);
        Arrays.sort(sorted);
        return new Zscale(sorted).limits();
    }

    private Limits limits() {
        int count = sorted.length;
        double low = sorted[0];
        double high = sorted[count - 1];
        int fewest = Math.max(FEWEST, (int) (count * MOST_REJECTED));
        if (fit(fewest) < fewest) {
            return new Limits(low, high);
        }
        double steep = slope / CONTRAST;
        if (!Double.isFinite(steep)) {
            return new Limits(low, high);
        }
        int centre = (count - 1) / 2;
        double median = (sorted[centre] + sorted[count / 2]) / 2;
        return new Limits(
                Math.max(low, median - (centre - 1) * steep), Math.min(high, median + (count - centre) * steep));
    }

    /** @return how many values are left */
    private int fit(int fewest) {
        int good = sorted.length;
        int before = good + 1;
        for (int i = 0; i < ITERATIONS && good < before && good >= fewest; i++) {
            line();
            reject(SIGMAS * deviation());
            grow(Math.max(1, (int) (sorted.length * GROWN)));
            before = good;
            good = good();
        }
        return good;
    }

    private int good() {
        int good = 0;
        for (boolean each : bad) {
            good += each ? 0 : 1;
        }
        return good;
    }

    /** Least squares. */
    private void line() {
        int good = good();
        double x = 0;
        double y = 0;
        for (int i = 0; i < sorted.length; i++) {
            x += bad[i] ? 0 : (double) i / good;
            y += bad[i] ? 0 : sorted[i] / good;
        }
        double xx = 0;
        double xy = 0;
        for (int i = 0; i < sorted.length; i++) {
            xx += bad[i] ? 0 : (i - x) * (i - x);
            xy += bad[i] ? 0 : (i - x) * (sorted[i] - y);
        }
        slope = xy / xx;
        offset = y - slope * x;
    }

    private double residual(int i) {
        return sorted[i] - (offset + slope * i);
    }

    private double deviation() {
        int good = good();
        double mean = 0;
        for (int i = 0; i < sorted.length; i++) {
            mean += bad[i] ? 0 : residual(i) / good;
        }
        double squares = 0;
        for (int i = 0; i < sorted.length; i++) {
            double apart = residual(i) - mean;
            squares += bad[i] ? 0 : apart * apart;
        }
        return Math.sqrt(squares / good);
    }

    private void reject(double threshold) {
        for (int i = 0; i < sorted.length; i++) {
            bad[i] |= Math.abs(residual(i)) > threshold;
        }
    }

    /** Neighbours of the rejected ones, of an even number one more to the right. */
    private void grow(int width) {
        boolean[] grown = new boolean[bad.length];
        for (int i = 0; i < bad.length; i++) {
            if (bad[i]) {
                int from = Math.max(0, i - (width - 1) / 2);
                Arrays.fill(grown, from, Math.min(bad.length, i + width / 2 + 1), true);
            }
        }
        bad = grown;
    }
}
