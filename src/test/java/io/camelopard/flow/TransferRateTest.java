package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.testing.MisbehavingServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that are slow, by themselves or because an operator said so with {@code camelopard.transfers.bytesPerSecond}. */
class TransferRateTest {
    @TempDir
    Path folder;

    @Test
    void eightAtOnceTakeNoMoreThanOneMay() {
        try (MisbehavingServer archive = MisbehavingServer.start();
                Trial trial = Trial.in(folder)
                        .set("camelopard.transfers.perHost", "8")
                        .set("camelopard.transfers.bytesPerSecond", "500KB")
                        .start()) {
            archive.otherwise().fits(144_000);
            long began = System.nanoTime();

            assertThat(trial.run(
                                    "slowly",
                                    Trial.urls(IntStream.range(0, 8)
                                            .mapToObj(i -> archive.url("/" + i + ".fits"))
                                            .toList()))
                            .stored())
                    .isEqualTo(8);

            // 8 x 144,000 bytes of 512,000 a second
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(2250));
        }
    }

    /** RELIABILITY N9. */
    @Test
    void aLineOfFiftyMillisecondsIsNoTrouble() {
        try (MisbehavingServer archive = MisbehavingServer.start();
                Trial trial = Trial.in(folder).start()) {
            archive.otherwise().fits(144_000).delay(Duration.ofMillis(50)).drip(20_000_000);

            assertThat(trial.run(
                                    "line",
                                    Trial.urls(IntStream.range(0, 24)
                                            .mapToObj(i -> archive.url("/" + i + ".fits"))
                                            .toList()))
                            .stored())
                    .isEqualTo(24);

            assertThat(archive.requests()).hasSize(24);
        }
    }
}
