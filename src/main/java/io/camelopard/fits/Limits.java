package io.camelopard.fits;

import java.util.Arrays;

/** The values that are drawn darkest and brightest. */
record Limits(double low, double high) {
    private static final double USUAL = 99.5;

    /** @param sample finite values in the order of the image */
    static Limits of(Preview wanted, double[] sample) {
        Limits found = sample.length == 0
                ? new Limits(0, 1)
                : wanted.stretch() == Preview.Stretch.ZSCALE
                        ? Zscale.of(sample)
                        : central(sample, wanted.percentile() == null ? USUAL : wanted.percentile());
        Double min = wanted.min();
        Double max = wanted.max();
        Limits limits = new Limits(min == null ? found.low : min, max == null ? found.high : max);
        return limits.areApart() ? limits : limits.widened(min != null, max != null);
    }

    private boolean areApart() {
        return high / 2 - low / 2 >= Double.MIN_NORMAL;
    }

    /** That which is given stays; an image of one value is drawn in the middle. */
    private Limits widened(boolean keepLow, boolean keepHigh) {
        double value = keepLow || !keepHigh ? low : high;
        double room = value == 0 ? 0.5 : Math.max(Math.abs(value) / 2, 4 * Double.MIN_NORMAL);
        return new Limits(
                keepLow ? low : Math.max(-Double.MAX_VALUE, value - room),
                keepHigh && !keepLow ? high : Math.min(Double.MAX_VALUE, value + room));
    }

    /** As {@code numpy.percentile}; if the values there are the same, as in an image of few events, all there are. */
    private static Limits central(double[] sample, double percent) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        double below = (100 - percent) * 0.5;
        double low = quantile(sorted, below / 100);
        double high = quantile(sorted, (100 - below) / 100);
        return low < high ? new Limits(low, high) : new Limits(sorted[0], sorted[sorted.length - 1]);
    }

    private static double quantile(double[] sorted, double share) {
        double at = (sorted.length - 1) * share;
        int floor = (int) at;
        double next = sorted[Math.min(floor + 1, sorted.length - 1)];
        double part = at - floor;
        return sorted[floor] * (1 - part) + next * part;
    }

    /** How far a value is on the way from low to high, 0 to 1; halves, since their difference may be too large a number. */
    double fraction(double value) {
        double fraction = (value / 2 - low / 2) / (high / 2 - low / 2);
        return Math.max(0, Math.min(1, fraction));
    }

    double value(double fraction) {
        return low * (1 - fraction) + high * fraction;
    }
}
