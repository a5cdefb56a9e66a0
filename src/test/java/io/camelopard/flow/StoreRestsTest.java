package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.transfer.StoreBusy;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoreRestsTest {
    private static final String ROOT = "s3://products";

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final StoreRests rests = new StoreRests(Duration.ofSeconds(10), clock);

    private void refuse(@Nullable Duration retryAfter) {
        assertThatThrownBy(() -> rests.bring(ROOT, () -> {
                    throw new StoreBusy("full", null, retryAfter);
                }))
                .isInstanceOf(StoreBusy.class);
    }

    private void assertNotAsked() {
        assertThatThrownBy(() -> rests.bring(ROOT, () -> {
                    throw new AssertionError("it was asked");
                }))
                .isInstanceOf(StoreRests.Resting.class);
    }

    @Test
    void leavesAFullStoreAloneForTenSeconds() {
        refuse(Duration.ZERO);

        assertThat(rests.isResting(ROOT)).isTrue();
        clock.advance(Duration.ofSeconds(9));
        assertNotAsked();
        clock.advance(Duration.ofSeconds(1));
        assertThat(rests.isResting(ROOT)).isFalse();
        refuse(Duration.ZERO);
        assertNotAsked();
    }

    @Test
    void leavesItAloneForAsLongAsItAsks() {
        refuse(Duration.ofSeconds(60));

        clock.advance(Duration.ofSeconds(59));
        assertNotAsked();
    }

    @Test
    void letsOneTryAndTheOthersFollow() {
        refuse(Duration.ZERO);
        clock.advance(Duration.ofSeconds(10));

        rests.bring(ROOT, this::assertNotAsked);

        assertThat(rests.any()).isFalse();
        rests.bring(ROOT, () -> rests.bring(ROOT, () -> {}));
    }

    @Test
    void restsAfterTheThirdBrokenConnection() {
        refuse(null);
        refuse(null);
        assertThat(rests.isResting(ROOT)).isFalse();
        refuse(null);

        assertThat(rests.isResting(ROOT)).isTrue();
    }

    @Test
    void restsNoOtherStore() {
        refuse(Duration.ZERO);

        assertThat(rests.isResting("s3://others")).isFalse();
    }
}
