package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.TransientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    private final Rate rate = new Rate(1_000_000, now::get, nanos -> {
        longest.accumulateAndGet(nanos, Math::max);
        now.addAndGet(nanos);
    });

    private static InputStream bytes(int number) {
        return new ByteArrayInputStream(new byte[number]);
    }

    private double seconds() {
        return now.get() / 1e9;
    }

    @Test
    void isThatOfAllTogether() throws IOException {
        try (InputStream one = rate.limit(bytes(1_500_000));
                InputStream other = rate.limit(bytes(500_000))) {
            byte[] piece = new byte[10_000];
            while (one.read(piece) > 0) {
                other.read(piece);
            }
        }

        assertThat(seconds()).isEqualTo(2);
    }

    @Test
    void aLargePieceIsNoLongSilence() throws IOException {
        assertThat(rate.limit(bytes(3_000_000)).readAllBytes()).hasSize(3_000_000);

        assertThat(seconds()).isEqualTo(3);
        assertThat(Duration.ofNanos(longest.get())).isLessThanOrEqualTo(Duration.ofMillis(125));
    }

    @Test
    void savesNothingUp() throws IOException {
        now.addAndGet(Duration.ofHours(1).toNanos());
        rate.limit(bytes(1_000_000)).readAllBytes();

        assertThat(seconds()).isEqualTo(3601);
    }

    @Test
    void zeroIsNoLimit() {
        InputStream in = bytes(1);

        assertThat(new Rate(0).limit(in)).isSameAs(in);
    }

    @Test
    void whoIsInterruptedReadsNoMore() {
        Rate interrupted = new Rate(1, now::get, nanos -> {
            throw new InterruptedException();
        });

        assertThatThrownBy(() -> interrupted.limit(bytes(2)).read()).isInstanceOf(TransientException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
