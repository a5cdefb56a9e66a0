package io.camelopard.vo;

import io.camelopard.MisuseException;
import io.camelopard.vo.SodaCutout.Circle;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A region of the sky as SODA writes it (SODA 1.0, section 3.3.1): degrees, ICRS. */
record SodaShape(Kind kind, List<Double> numbers) {
    enum Kind {
        CIRCLE,
        POLYGON,
        RANGE
    }

    SodaShape {
        numbers = List.copyOf(numbers);
    }

    /** @throws MisuseException when a circle is around a target, and there is none */
    static List<SodaShape> of(SodaCutout cutout, @Nullable Target target) {
        List<SodaShape> shapes = new ArrayList<>();
        if (cutout.circle() != null) {
            shapes.add(circle(cutout.circle(), target));
        }
        if (!cutout.polygon().isEmpty()) {
            shapes.add(new SodaShape(Kind.POLYGON, cutout.polygon()));
        }
        SodaCutout.Range range = cutout.range();
        if (range != null) {
            shapes.add(
                    new SodaShape(Kind.RANGE, List.of(range.raMin(), range.raMax(), range.decMin(), range.decMax())));
        }
        return shapes;
    }

    private static SodaShape circle(Circle circle, @Nullable Target target) {
        if (circle.ra() != null && circle.dec() != null) {
            return new SodaShape(Kind.CIRCLE, List.of(circle.ra(), circle.dec(), circle.radius()));
        }
        if (target == null) {
            throw new MisuseException("cutout.circle is around the target, and there is none here");
        }
        return new SodaShape(Kind.CIRCLE, List.of(target.ra(), target.dec(), circle.radius()));
    }

    /** The numbers, separated by blanks. */
    String text() {
        return numbers.stream().map(SodaShape::number).collect(Collectors.joining(" "));
    }

    /** All digits and never an exponent, which services parse as they like; DALI's words for the infinities. */
    static String number(double value) {
        if (Double.isInfinite(value)) {
            return value < 0 ? "-Inf" : "+Inf";
        }
        BigDecimal exact = new BigDecimal(Double.toString(value));
        return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
    }

    /** The smallest cap around its centre that it is certainly inside of; null where that is not simple. */
    @Nullable SkyCap cap() {
        return switch (kind) {
            case CIRCLE -> new SkyCap(numbers.get(0), numbers.get(1), numbers.get(2));
            case POLYGON -> SkyCap.around(numbers);
            case RANGE -> null;
        };
    }

    @Override
    public String toString() {
        return kind + " " + text();
    }
}
