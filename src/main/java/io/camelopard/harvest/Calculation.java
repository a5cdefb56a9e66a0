package io.camelopard.harvest;

import org.jspecify.annotations.Nullable;

/** Arithmetic: whole numbers stay exact while they can, a division is never whole, by zero it is unknown. */
final class Calculation {
    private Calculation() {}

    static @Nullable Number of(char operator, Number a, Number b) {
        if (operator != '/' && a instanceof Long x && b instanceof Long y) {
            try {
                return whole(operator, x, y);
            } catch (ArithmeticException overflow) {
                return real(operator, a.doubleValue(), b.doubleValue());
            }
        }
        return real(operator, a.doubleValue(), b.doubleValue());
    }

    private static Number whole(char operator, long a, long b) {
        return switch (operator) {
            case '+' -> Math.addExact(a, b);
            case '-' -> Math.subtractExact(a, b);
            default -> Math.multiplyExact(a, b);
        };
    }

    private static @Nullable Number real(char operator, double a, double b) {
        if (operator == '/' && b == 0) {
            return null;
        }
        double result =
                switch (operator) {
                    case '+' -> a + b;
                    case '-' -> a - b;
                    case '*' -> a * b;
                    default -> a / b;
                };
        return Double.isNaN(result) ? null : (Number) result;
    }
}
