package io.camelopard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PatienceTest {
    @Test
    void pausesGrowToTheLongestAndDiffer() {
        Patience patience = new Patience(Duration.ofMillis(100), Duration.ofSeconds(10));

        for (int i = 0; i < 100; i++) {
            assertThat(patience.pause(1)).isBetween(50L, 100L);
            assertThat(patience.pause(4)).isBetween(400L, 800L);
            assertThat(patience.pause(1000)).isBetween(5_000L, 10_000L);
        }
        assertThat(IntStream.range(0, 100).mapToLong(i -> patience.pause(8)).distinct())
                .hasSizeGreaterThan(10);
    }

    @Test
    void pausesForRoomAreAllOfOneLength() {
        assertThat(new Patience(Duration.ofSeconds(10)).pause(3)).isEqualTo(10_000);
    }
}
