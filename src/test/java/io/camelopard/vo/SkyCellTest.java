package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

/** Cells of a circle: each of its positions is in just one, and in the circle around that one. */
class SkyCellTest {
    @Property(tries = 500)
    void everyPositionOfACircleIsInOneCellAndInItsCircle(
            @ForAll @Scale(6) @DoubleRange(min = 0, max = 360) double ra,
            @ForAll @Scale(6) @DoubleRange(min = -90, max = 90) double dec,
            @ForAll @Scale(6) @DoubleRange(min = 0.0001, max = 180) double radius,
            @ForAll @IntRange(min = 0, max = 7) int depth,
            @ForAll long seed) {
        List<SkyCell> cells = cells(SkyCell.around(ra, dec, radius), depth);
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            double[] at = inside(random, ra, dec, radius);
            List<SkyCell> in =
                    cells.stream().filter(cell -> cell.contains(at[0], at[1])).toList();

            assertThat(in).as("%s %s", at[0], at[1]).hasSize(1);
            Region cone = in.get(0).cone();
            assertThat(Sky.distance(cone.ra(), cone.dec(), at[0], at[1])).isLessThan(cone.radius());
            assertThat(in.get(0).mayTouch(ra, dec, radius)).isTrue();
        }
    }

    @Property(tries = 200)
    void cornersAndEdgesOfCellsAreInOneCell(
            @ForAll @Scale(6) @DoubleRange(min = 0, max = 360) double ra,
            @ForAll @Scale(6) @DoubleRange(min = -90, max = 90) double dec,
            @ForAll @Scale(6) @DoubleRange(min = 0.1, max = 180) double radius) {
        List<SkyCell> cells = cells(SkyCell.around(ra, dec, radius), 5);
        for (SkyCell cell : cells) {
            double west = cell.origin() + cell.west();
            double across = (cell.west() + cell.east()) / 2 + cell.origin();
            for (double[] at : new double[][] {{west, cell.south()}, {across, cell.south()}, {across, 90}, {360, 0}}) {
                long in = cells.stream().filter(c -> c.contains(at[0], at[1])).count();
                assertThat(in).isLessThanOrEqualTo(1);
                if (Sky.distance(ra, dec, at[0], at[1]) < radius) {
                    assertThat(in).isEqualTo(1);
                }
            }
        }
    }

    @Example
    void becomesSmallerThanAnyLimitInBoundedSteps() {
        SkyCell cell = SkyCell.around(10, 89.99, 180);
        int steps = 0;
        while (cell.radius() > 0.1 / 3600) {
            cell = cell.halves().get(steps++ % 2);
        }
        assertThat(steps).isLessThan(60);
    }

    @Example
    void measuresDistances() {
        assertThat(Sky.distance(10, 20, 10, 20)).isZero();
        assertThat(Sky.distance(0, 90, 123, 90)).isCloseTo(0, within(1e-12));
        assertThat(Sky.distance(359.5, 0, 0.5, 0)).isCloseTo(1, within(1e-12));
        assertThat(Sky.distance(10, 0, 10 + 1e-9, 0)).isCloseTo(1e-9, within(1e-13));
        assertThat(Sky.distance(30, 40, 210, -40)).isCloseTo(180, within(1e-9));
    }

    private static List<SkyCell> cells(SkyCell cell, int depth) {
        List<SkyCell> cells = List.of(cell);
        for (int i = 0; i < depth; i++) {
            List<SkyCell> smaller = new ArrayList<>();
            cells.forEach(c -> smaller.addAll(c.halves()));
            cells = smaller;
        }
        return cells;
    }

    /** A random position not farther than the radius. */
    static double[] inside(Random random, double ra, double dec, double radius) {
        double away = Math.toRadians(radius) * (random.nextInt(10) == 0 ? 1 : random.nextDouble());
        double angle = 2 * Math.PI * random.nextDouble();
        double d = Math.toRadians(dec);
        double sin = Math.sin(d) * Math.cos(away) + Math.cos(d) * Math.sin(away) * Math.cos(angle);
        double to = Math.asin(Math.max(-1, Math.min(1, sin)));
        double across =
                Math.atan2(Math.sin(angle) * Math.sin(away) * Math.cos(d), Math.cos(away) - Math.sin(d) * Math.sin(to));
        double east = ((ra + Math.toDegrees(across)) % 360 + 360) % 360;
        return new double[] {east, Math.toDegrees(to)};
    }
}
