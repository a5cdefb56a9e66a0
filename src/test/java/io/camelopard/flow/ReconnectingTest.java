package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReconnectingTest {
    @Test
    void pausesGrowToTheLongestAndDiffer() {
        Reconnecting pauses = new Reconnecting();

        assertThat(pauses.nextBackOff()).isBetween(250L, 500L);
        assertThat(pauses.nextBackOff()).isBetween(500L, 1_000L);
        assertThat(pauses.nextBackOff()).isBetween(1_000L, 2_000L);
        assertThat(LongStream.generate(pauses::nextBackOff).skip(2).limit(20).boxed())
                .allSatisfy(pause -> assertThat(pause).isBetween(5_000L, 10_000L))
                .satisfies(all -> assertThat(Set.copyOf(all)).hasSizeGreaterThan(10));
    }
}
