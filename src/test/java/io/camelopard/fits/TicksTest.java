package io.camelopard.fits;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.fits.Preview.Stretch;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {
    private static List<String> ticks(Stretch stretch, double low, double high, int most) {
        return Ticks.of(stretch, new Limits(low, high), most).stream()
                .map(Ticks::text)
                .toList();
    }

    @Test
    void evenOnesAreMultiplesOfARoundNumber() {
        assertThat(ticks(Stretch.LINEAR, 0, 1, 5)).containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
        assertThat(ticks(Stretch.ZSCALE, 89.7, 131.6, 2)).containsExactly("100", "120");
        assertThat(ticks(Stretch.LINEAR, -3, 17, 5)).containsExactly("0", "5", "10", "15");
        assertThat(ticks(Stretch.LINEAR, 1e-17, 6e-17, 5))
                .containsExactly("1e−17", "2e−17", "3e−17", "4e−17", "5e−17", "6e−17");
        assertThat(ticks(Stretch.LINEAR, 1e15, 1e15 + 4, 2)).hasSizeGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"LOG", "SQRT", "ASINH"})
    void bentOnesAreRoundAndSpreadOut(Stretch stretch) {
        Limits limits = new Limits(-12.34567, 98765.4321);

        List<BigDecimal> ticks = Ticks.of(stretch, limits, 6);

        assertThat(ticks).isSorted().doesNotHaveDuplicates().hasSizeBetween(6, 7);
        for (int i = 0; i < ticks.size(); i++) {
            double place = stretch.brightness(limits.fraction(ticks.get(i).doubleValue()));
            assertThat(place).isBetween((i - 0.31) / 6, (i + 0.31) / 6);
            assertThat(ticks.get(i).stripTrailingZeros().precision()).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void zeroIsTheRoundestNumber() {
        assertThat(ticks(Stretch.ASINH, -0.5, 1000, 5)).startsWith("0");
        assertThat(ticks(Stretch.LOG, 0, 59, 4)).startsWith("0");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-2.50, −2.5",
        "100000, 100000",
        "1000000, 1e6",
        "1234000000, 1.234e9",
        "0.00001, 1e−5",
        "0.0000010, 1e−6",
        "-0.00000025, −2.5e−7"
    })
    void numbersAreShort(String number, String text) {
        assertThat(Ticks.text(new BigDecimal(number))).isEqualTo(text);
    }

    @Test
    void thereAreSomeForTheSmallestAndTheLargestLimits() {
        for (Stretch stretch : Stretch.values()) {
            assertThat(ticks(stretch, -Double.MAX_VALUE, Double.MAX_VALUE, 5)).isNotEmpty();
            assertThat(ticks(stretch, 0, Double.MIN_NORMAL, 5)).isNotEmpty();
            assertThat(ticks(stretch, 1e300, Math.nextUp(1e300), 5)).hasSizeLessThan(20);
        }
    }
}
