package io.camelopard.fits;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Values at a colour bar: round ones, about evenly along it, in ascending order. */
final class Ticks {
    private static final int[] ROUND = {5, 2, 1};
    /** Powers of ten of the numbers that are written without an exponent. */
    private static final int SMALLEST = -4;

    private static final int LARGEST = 5;
    private static final double REACH = 0.3;
    private static final int DIGITS = 17;

    private Ticks() {}

    /** @param most one less or more is possible */
    static List<BigDecimal> of(Preview.Stretch stretch, Limits limits, int most) {
        return switch (stretch) {
            case LINEAR, ZSCALE -> even(limits, most);
            case LOG, SQRT, ASINH -> bent(stretch, limits, most);
        };
    }

    /** Multiples of the smallest round number of which there are not too many; at least two. */
    private static List<BigDecimal> even(Limits limits, int most) {
        double wanted = (limits.high() / 2 - limits.low() / 2) / Math.max(1, most) * 2;
        int power = (int) Math.floor(Math.log10(wanted));
        BigDecimal step = BigDecimal.TEN.scaleByPowerOfTen(power);
        for (int digit : ROUND) {
            BigDecimal smaller = BigDecimal.valueOf(digit).scaleByPowerOfTen(power);
            step = smaller.doubleValue() >= wanted ? smaller : step;
        }
        List<BigDecimal> ticks = new ArrayList<>();
        BigDecimal high = BigDecimal.valueOf(limits.high());
        BigDecimal tick = multiple(BigDecimal.valueOf(limits.low()), step, RoundingMode.CEILING);
        for (; tick.compareTo(high) <= 0 && ticks.size() <= most; tick = tick.add(step)) {
            ticks.add(tick);
        }
        return ticks.size() < 2 ? even(limits, most + 1) : ticks;
    }

    private static BigDecimal multiple(BigDecimal value, BigDecimal step, RoundingMode mode) {
        return value.divide(step, 0, mode).multiply(step);
    }

    /** Of the values near to each of some places that are evenly along the bar the roundest one. */
    private static List<BigDecimal> bent(Preview.Stretch stretch, Limits limits, int most) {
        List<BigDecimal> ticks = new ArrayList<>();
        for (int i = 0; i <= most; i++) {
            double from = limits.value(stretch.fraction(Math.max(0, (i - REACH) / most)));
            double to = limits.value(stretch.fraction(Math.min(1, (i + REACH) / most)));
            if (from < to) {
                ticks.add(roundest(BigDecimal.valueOf(from), BigDecimal.valueOf(to)));
            }
        }
        return ticks;
    }

    private static BigDecimal roundest(BigDecimal from, BigDecimal to) {
        if (from.signum() <= 0 && to.signum() >= 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal largest = from.abs().max(to.abs());
        int power = largest.precision() - largest.scale();
        for (int tried = power; tried > power - DIGITS; tried--) {
            for (int digit : ROUND) {
                BigDecimal step = BigDecimal.valueOf(digit).scaleByPowerOfTen(tried);
                BigDecimal tick = multiple(from, step, RoundingMode.CEILING);
                if (tick.compareTo(to) <= 0) {
                    return tick;
                }
            }
        }
        return from;
    }

    /** Without zeros at the end; very large and very small numbers with an exponent. */
    static String text(BigDecimal value) {
        BigDecimal shortest = value.stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        boolean plain = shortest.signum() == 0 || (exponent >= SMALLEST && exponent <= LARGEST);
        String text = plain
                ? shortest.toPlainString()
                : shortest.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
        return text.replace('-', '−');
    }
}
