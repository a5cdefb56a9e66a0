package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.MisuseException;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Halves of a range of a column: each value is in one of them, down to a single value. */
class ColumnRangeTest {
    private static final String QUERY = "SELECT TOP 9 * FROM t ORDER BY x -- all;";

    private static ColumnRange range(Object lo, Object hi) {
        return ColumnRange.all(QUERY, "x", lo, hi).get(0);
    }

    @Property(tries = 300)
    void eachLongIsInOneHalfDownToItself(@ForAll long a, @ForAll long b, @ForAll long c) {
        long[] sorted = java.util.stream.LongStream.of(a, b, c).sorted().toArray();
        BigInteger wanted = BigInteger.valueOf(sorted[1]);
        ColumnRange range = range(sorted[0], sorted[2]);
        int steps = 0;
        while (!range.halves().isEmpty()) {
            List<ColumnRange> in =
                    range.halves().stream().filter(half -> holds(half, wanted)).toList();
            assertThat(in).hasSize(1);
            range = in.get(0);
            assertThat(++steps).isLessThan(70);
        }
        assertThat(((ColumnRange.Whole) range.from()).value()).isEqualTo(wanted);
    }

    private static boolean holds(ColumnRange range, BigInteger value) {
        int end = value.compareTo(((ColumnRange.Whole) range.to()).value());
        return value.compareTo(((ColumnRange.Whole) range.from()).value()) >= 0 && (range.last() ? end <= 0 : end < 0);
    }

    @Property(tries = 300)
    void eachDoubleIsInOneHalfDownToItself(@ForAll double a, @ForAll double b, @ForAll double c) {
        double[] sorted = java.util.stream.DoubleStream.of(a, b, c)
                .map(x -> x + 0.0)
                .sorted()
                .toArray();
        ColumnRange range = range(sorted[0], sorted[2]);
        int steps = 0;
        while (!range.halves().isEmpty()) {
            List<ColumnRange> in = range.halves().stream()
                    .filter(half -> ((ColumnRange.Real) half.from()).value() <= sorted[1]
                            && (half.last()
                                    ? sorted[1] <= ((ColumnRange.Real) half.to()).value()
                                    : sorted[1] < ((ColumnRange.Real) half.to()).value()))
                    .toList();
            assertThat(in).hasSize(1);
            range = in.get(0);
            assertThat(++steps).isLessThan(2_200);
        }
        assertThat(((ColumnRange.Real) range.from()).value()).isEqualTo(sorted[1]);
    }

    @Example
    void halvesTimes() {
        ColumnRange range = range("2026-01-01", "2026-01-03 00:00:00.5Z");
        assertThat(range.adql()).endsWith("WHERE q.x IS NOT NULL");
        assertThat(range.halves().get(0).adql()).endsWith("WHERE q.x < '2026-01-02T00:00:00.250000'");
        assertThat(range.halves().get(1).adql()).endsWith("WHERE q.x >= '2026-01-02T00:00:00.250000'");
        assertThat(range.halves().get(1).halves().get(0).adql())
                .endsWith("WHERE q.x >= '2026-01-02T00:00:00.250000' AND q.x < '2026-01-02T12:00:00.375000'");
        int steps = 0;
        while (!range.halves().isEmpty()) {
            range = range.halves().get(steps++ % 2);
        }
        assertThat(steps).isLessThan(60);
    }

    @Example
    void theQueryIsADerivedTable() {
        assertThat(ColumnRange.extent("SELECT * FROM t;", "obs_id"))
                .isEqualTo("SELECT MIN(q.obs_id) AS lo, MAX(q.obs_id) AS hi FROM (\nSELECT * FROM t\n) AS q");
        assertThat(ColumnRange.extent(QUERY, "B-V \"x\"")).contains("MIN(q.\"B-V \"\"x\"\"\")");
        assertThat(range(-9007199254740996L, 0L).halves().get(0).adql())
                .isEqualTo("SELECT * FROM (\nSELECT TOP 9 * FROM t ORDER BY x -- all\n) AS q"
                        + " WHERE q.x < (-4503599627370498)");
        assertThat(range(0.0, 2e-7).halves().get(1).adql()).endsWith("q.x >= 0.00000010");
    }

    /** What a service says of its smallest and largest value may be rounded or old: the outer parts go beyond it. */
    @Example
    void theOuterPartsHaveNoEnd() {
        ColumnRange lowest = range(10, 20);
        ColumnRange highest = lowest;
        while (!lowest.halves().isEmpty()) {
            lowest = lowest.halves().get(0);
            highest = highest.halves().get(highest.halves().size() - 1);
        }
        assertThat(lowest).hasToString("x < 11");
        assertThat(highest).hasToString("x >= 20");
        assertThat(range(10, 20).halves().get(1).halves().get(0)).hasToString("x >= 15 and x < 18");
    }

    @Example
    void nullsAreAPartOfTheirOwnThatHasNoHalves() {
        List<ColumnRange> parts = ColumnRange.all(QUERY, "x", 1, 1);
        assertThat(parts).hasSize(2);
        assertThat(parts.get(0).halves()).isEmpty();
        assertThat(parts.get(1).adql()).endsWith("WHERE q.x IS NULL");
        assertThat(parts.get(1).halves()).isEmpty();
        assertThat(ColumnRange.all(QUERY, "x", 1.5, null)).hasSize(2).allMatch(part -> part.halves()
                .isEmpty());
        assertThat(ColumnRange.all(QUERY, "x", null, null).get(0).adql()).endsWith("WHERE q.x IS NOT NULL");
        assertThatThrownBy(() -> ColumnRange.all(QUERY, "x", "a", "z"))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("'a' is neither a number nor an ISO 8601 time");
    }
}
