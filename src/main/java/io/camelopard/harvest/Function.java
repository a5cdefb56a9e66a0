package io.camelopard.harvest;

import io.camelopard.MisuseException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an expression can call, and nothing else. Each but {@code coalesce} is unknown when an argument is. */
enum Function {
    ISO(Kind.NUMBER, Kind.TEXT) {
        @Override
        @Nullable Object of(Object x, List<Object> more) {
            return Mjd.iso(number(x));
        }
    },
    JYEAR(Kind.NUMBER, Kind.NUMBER) {
        @Override
        @Nullable Object of(Object x, List<Object> more) {
            return Mjd.julianYear(number(x));
        }
    },
    YEAR_MONTH(Kind.NUMBER, Kind.TEXT) {
        @Override
        @Nullable Object of(Object x, List<Object> more) {
            return Mjd.yearMonth(number(x));
        }
    },
    LOWER(Kind.TEXT, Kind.TEXT) {
        @Override
        Object of(Object x, List<Object> more) {
            return string(x).toLowerCase(Locale.ROOT);
        }
    },
    UPPER(Kind.TEXT, Kind.TEXT) {
        @Override
        Object of(Object x, List<Object> more) {
            return string(x).toUpperCase(Locale.ROOT);
        }
    },
    LAST_SEGMENT(Kind.TEXT, Kind.TEXT) {
        @Override
        @Nullable Object of(Object x, List<Object> more) {
            return Segments.last(string(x));
        }
    },
    COALESCE(Kind.ANY, Kind.ANY) {
        @Override
        Object of(Object x, List<Object> more) {
            return x;
        }
    },
    ROUND(Kind.NUMBER, Kind.NUMBER) {
        @Override
        Object of(Object x, List<Object> more) {
            return more.isEmpty() ? whole(number(x), x) : rounded(number(x), number(more.get(0)));
        }
    },
    NUMBER(Kind.ANY, Kind.NUMBER) {
        @Override
        @Nullable Object of(Object x, List<Object> more) {
            return x instanceof Number ? x : Numbers.parse(string(x));
        }
    },
    TEXT(Kind.ANY, Kind.TEXT) {
        @Override
        Object of(Object x, List<Object> more) {
            return Values.text(x);
        }
    };

    private static final int MOST_DIGITS = 15;

    private final Kind wants;
    private final Kind gives;

    Function(Kind wants, Kind gives) {
        this.wants = wants;
        this.gives = gives;
    }

    abstract @Nullable Object of(Object x, List<Object> more);

    Kind wants() {
        return wants;
    }

    Kind gives() {
        return gives;
    }

    String written() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Function named(String name, int at) {
        return Arrays.stream(values())
                .filter(f -> f.written().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new MisuseException("character " + at + ": no function '" + Printable.of(name)
                        + "'; the functions are "
                        + Arrays.stream(values()).map(Function::written).collect(Collectors.joining(", "))));
    }

    void checkCount(int arguments, int at) {
        int most = this == COALESCE ? Integer.MAX_VALUE : this == ROUND ? 2 : 1;
        if (arguments < 1 || arguments > most) {
            throw new MisuseException("character " + at + ": " + written() + " takes "
                    + (this == COALESCE ? "one or more values" : this == ROUND ? "one or two values" : "one value")
                    + ", not " + arguments);
        }
    }

    double number(Object value) {
        Kind.of(value).mustBe(Kind.NUMBER, Values.shown(value), written());
        return ((Number) value).doubleValue();
    }

    String string(Object value) {
        Kind.of(value).mustBe(Kind.TEXT, Values.shown(value), written());
        return (String) value;
    }

    private static Object whole(double value, Object x) {
        if (x instanceof Long) {
            return x;
        }
        double rounded = Math.rint(value);
        return Math.abs(rounded) < Long.MAX_VALUE ? (Object) (long) rounded : (Object) rounded;
    }

    private static Object rounded(double value, double digits) {
        if (Double.isInfinite(value) || !(Math.abs(digits) <= MOST_DIGITS)) {
            return value;
        }
        return BigDecimal.valueOf(value)
                .setScale((int) digits, RoundingMode.HALF_EVEN)
                .doubleValue();
    }
}
