package io.camelopard.fits;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The inverse of a smooth function of two variables; steps and accuracy are those of pixels. */
final class Newton {
    private static final int MOST_STEPS = 100;
    private static final double ENOUGH = 1e-10;
    private static final double STEP = 0.5;

    private Newton() {}

    /** @return where the function has that value; null if the way there is not found */
    static @Nullable Point solve(UnaryOperator<Point> function, Point value, Point start) {
        Point at = start;
        double before = Double.POSITIVE_INFINITY;
        for (int i = 0; i < MOST_STEPS && at.isFinite(); i++) {
            Point step = step(function, value, at);
            at = at.plus(step.x(), step.y());
            double size = Math.hypot(step.x(), step.y());
            // Rounding ends the progress before it ends the steps where numbers are large.
            if (size < ENOUGH || (size < 1e-7 && size >= before)) {
                return at;
            }
            before = size;
        }
        return null;
    }

    private static Point step(UnaryOperator<Point> function, Point value, Point at) {
        Point here = function.apply(at);
        Point right = difference(function, at, STEP, 0);
        Point up = difference(function, at, 0, STEP);
        double dx = value.x() - here.x();
        double dy = value.y() - here.y();
        double determinant = right.x() * up.y() - up.x() * right.y();
        return new Point((dx * up.y() - dy * up.x()) / determinant, (dy * right.x() - dx * right.y()) / determinant);
    }

    private static Point difference(UnaryOperator<Point> function, Point at, double dx, double dy) {
        Point after = function.apply(at.plus(dx, dy));
        Point before = function.apply(at.plus(-dx, -dy));
        return new Point((after.x() - before.x()) / (2 * STEP), (after.y() - before.y()) / (2 * STEP));
    }
}
