package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Run;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our own disks are full, that of the store or that of the ledger: all is done when there is room again. */
class DiskFullTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final MisbehavingServer archive = MisbehavingServer.start();

    @AfterEach
    void stop() {
        archive.close();
    }

    private String harvest(int products) {
        return Trial.urls(IntStream.range(0, products)
                .mapToObj(i -> archive.url("/" + i + ".fits"))
                .toList());
    }

    @Test
    void goesOnByItselfWhenThereIsRoomInTheStore() throws IOException {
        archive.otherwise().fits(288_000);
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("home"), 8);
                Logged log = new Logged();
                Trial trial = Trial.in(folder)
                        .set("camelopard.ledger.url", "jdbc:sqlite:" + folder.resolve("ledger.db"))
                        .set("camelopard.retry.attempts", "1")
                        .start()) {
            disk.fill(200_000);

            Run run = trial.begin("full", harvest(20));
            await().atMost(LONG).until(() -> log.warnings().stream().anyMatch(w -> w.startsWith("disk.failed")));
            int asked = archive.requests().size();

            assertThat(trial.store()).isEmpty();
            assertThat(asked).as("requests until the first failure").isLessThanOrEqualTo(8);
            disk.free();
            Run ended = trial.end(run, LONG);

            assertThat(ended.stored()).isEqualTo(20);
            assertThat(trial.entries(run)).extracting(Entry::attempts).containsOnly(1);
            assertThat(archive.requests()).hasSizeLessThanOrEqualTo(20 + asked);
            assertThat(log.warnings()).hasSize(1);
        }
    }

    @Test
    void callsNothingStoredWhileTheLedgerIsFull() throws IOException {
        CountDownLatch full = new CountDownLatch(1);
        archive.otherwise().fits(5_760).await(full);
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("ledger"), 4);
                Logged log = new Logged();
                Trial trial = Trial.in(folder)
                        .set(
                                "camelopard.ledger.url",
                                "jdbc:sqlite:" + disk.folder().resolve("ledger.db"))
                        .start()) {
            Run run = trial.begin("full", harvest(40));
            await().atMost(LONG).until(() -> archive.requests().size() >= 4);
            disk.fill(0);
            full.countDown();
            await().atMost(LONG).until(() -> log.warnings().stream().anyMatch(w -> w.startsWith("ledger.waits")));

            assertThat(trial.now(run).state().ended()).isFalse();
            disk.free();

            assertThat(trial.end(run, LONG).stored()).isEqualTo(40);
            assertThat(log.warnings()).hasSize(1);
            assertThat(archive.requests()).hasSize(40);
        }
    }

    @Test
    void stopsInTimeWhileTheLedgerIsFull() throws IOException {
        CountDownLatch full = new CountDownLatch(1);
        archive.otherwise().fits(5_760).await(full);
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("ledger"), 4);
                Logged log = new Logged()) {
            Trial trial = Trial.in(folder)
                    .set("camelopard.ledger.url", "jdbc:sqlite:" + disk.folder().resolve("ledger.db"))
                    .start();
            trial.begin("full", harvest(8));
            await().atMost(LONG).until(() -> archive.requests().size() >= 4);
            disk.fill(0);
            full.countDown();
            await().atMost(LONG).until(() -> log.warnings().stream().anyMatch(w -> w.startsWith("ledger.waits")));

            long began = System.nanoTime();
            trial.close();

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
            disk.free();
            try (Trial next = Trial.in(folder)
                    .set("camelopard.ledger.url", "jdbc:sqlite:" + disk.folder().resolve("ledger.db"))
                    .start()) {
                List<Run> again = next.camelopard().ledger().runs().list("full", 10);
                assertThat(again).hasSize(1);
            }
        }
    }

    /** RELIABILITY D1: in mid-run, for a minute. */
    @Test
    @Tag("faults")
    void triesOnceInTenSecondsWhileThereIsNoRoomInTheStore() throws IOException {
        archive.otherwise().fits(2_880_000).drip(2_000_000);
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("home"), 64);
                Logged log = new Logged();
                Trial trial = Trial.in(folder)
                        .set("camelopard.ledger.url", "jdbc:sqlite:" + folder.resolve("ledger.db"))
                        .set("camelopard.retry.attempts", "1")
                        .start()) {
            Run run = trial.begin("full", harvest(15));
            await().atMost(LONG).until(() -> trial.now(run).stored() > 0);
            disk.fill(0);
            await().atMost(LONG).until(() -> log.warnings().stream().anyMatch(w -> w.startsWith("disk.failed")));
            // What is whole in staging already may still get its name.
            int most = Math.min(trial.store().size() + 8, 14);
            // Who had claimed a product before may still be about to ask for it.
            long began = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            // What could not be finished gives its room back, which would let in another one.
            await().atMost(LONG.multipliedBy(2)).until(() -> {
                disk.fill(0);
                return System.nanoTime() - began > Duration.ofSeconds(60).toNanos();
            });
            long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();

            assertThat(trial.store()).hasSizeLessThanOrEqualTo(most);
            assertThat(archive.requests(request -> request.nanoTime() > began))
                    .hasSizeBetween(3, (int) seconds / 10 + 1);
            disk.free();
            assertThat(trial.end(run, LONG).stored()).isEqualTo(15);
            assertThat(log.warnings()).hasSize(1);
        }
    }

    /** RELIABILITY D2: for a minute, in which nothing is asked. */
    @Test
    @Tag("faults")
    void asksNobodyWhileTheLedgerIsFull() throws IOException {
        CountDownLatch full = new CountDownLatch(1);
        archive.otherwise().fits(5_760).await(full);
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("ledger"), 64);
                Logged log = new Logged();
                Trial trial = Trial.in(folder)
                        .set(
                                "camelopard.ledger.url",
                                "jdbc:sqlite:" + disk.folder().resolve("ledger.db"))
                        .start()) {
            Run run = trial.begin("full", harvest(400));
            await().atMost(LONG).until(() -> archive.requests().size() >= 4);
            disk.fill(0);
            full.countDown();
            await().atMost(LONG).until(() -> log.warnings().stream().anyMatch(w -> w.startsWith("ledger.waits")));
            int asked = archive.requests().size();
            await().pollDelay(Duration.ofSeconds(60))
                    .atMost(LONG.multipliedBy(2))
                    .until(() -> true);

            assertThat(archive.requests().size() - asked).isLessThanOrEqualTo(8);
            disk.free();
            assertThat(trial.end(run, LONG).stored()).isEqualTo(400);
            assertThat(archive.requests()).hasSize(400);
        }
    }
}
