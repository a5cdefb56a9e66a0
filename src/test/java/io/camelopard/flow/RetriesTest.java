package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.TransientException;
import java.time.Duration;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private final TransientException unsaid = new TransientException("503");

    private final Retries retries = new Retries(5, Duration.ofSeconds(2), Duration.ofSeconds(20), new Random(7));

    private double[] seconds(int attempt, TransientException failure) {
        return IntStream.range(0, 2_000)
                .mapToDouble(i -> retries.pause(attempt, failure).toMillis() / 1000.0)
                .toArray();
    }

    private static double mean(double[] all) {
        return IntStream.range(0, all.length).mapToDouble(i -> all[i]).average().orElseThrow();
    }

    @Test
    void drawsFromTheWholeOfAGrowingAndBoundedInterval() {
        for (int attempt = 1; attempt <= 6; attempt++) {
            double most = Math.min(20, 2 * Math.pow(2, attempt - 1));
            double[] all = seconds(attempt, unsaid);

            assertThat(DoubleStream.of(all)).allMatch(pause -> pause >= 0 && pause <= most);
            assertThat(mean(all)).as("attempt %d", attempt).isBetween(0.47 * most, 0.53 * most);
        }
    }

    @Test
    void nobodyComesBeforeTheServerSaidNorAllAtOnce() {
        double[] all = seconds(1, new TransientException("503", null, Duration.ofSeconds(30)));

        assertThat(DoubleStream.of(all)).allMatch(pause -> pause >= 30 && pause <= 32);
        double[] behind =
                IntStream.range(0, all.length).mapToDouble(i -> all[i] - 30).toArray();
        double mean = mean(behind);
        double variance = mean(IntStream.range(0, behind.length)
                .mapToDouble(i -> (behind[i] - mean) * (behind[i] - mean))
                .toArray());
        assertThat(Math.sqrt(variance) / mean).as("coefficient of variation").isGreaterThanOrEqualTo(0.3);
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        assertThat(retries.again(4)).isTrue();
        assertThat(retries.again(5)).isFalse();
    }
}
