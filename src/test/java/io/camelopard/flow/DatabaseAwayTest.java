package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The PostgreSQL of the ledger is stopped in mid-run and started again (RELIABILITY V1): everybody waits for it, each product
 * is fetched and stored once, and the run ends by itself.
 */
class DatabaseAwayTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final MisbehavingServer archive = MisbehavingServer.start();
    private PostgresServer database;

    @BeforeEach
    void startDatabase() {
        database = PostgresServer.start(folder.resolve("postgres"));
    }

    @AfterEach
    void stop() {
        archive.close();
        database.close();
    }

    private Trial trial() {
        return Trial.in(folder).set("camelopard.ledger.url", database.url()).start();
    }

    private String harvest(int products) {
        return Trial.urls(IntStream.range(0, products)
                .mapToObj(i -> archive.url("/" + i + ".fits"))
                .toList());
    }

    @Test
    void isWaitedForInMidRun() {
        isWaitedFor(40, "60s", Duration.ofSeconds(3));
    }

    /** Leases run out meanwhile. */
    @Test
    void isWaitedForLongerThanALease() {
        isWaitedFor(40, "2s", Duration.ofSeconds(3));
    }

    @Test
    @Tag("faults")
    void isWaitedForAMinute() {
        isWaitedFor(200, "30s", Duration.ofMinutes(1));
    }

    private void isWaitedFor(int products, String lease, Duration away) {
        CountDownLatch down = new CountDownLatch(1);
        archive.otherwise().fits(5_760).await(down);
        try (Logged log = new Logged();
                Trial trial = Trial.in(folder)
                        .set("camelopard.ledger.url", database.url())
                        .set("camelopard.lease", lease)
                        .start()) {
            Run run = trial.begin("away", harvest(products));
            await().atMost(LONG).until(() -> archive.requests().size() >= 4);
            database.down();
            down.countDown();
            await().atMost(LONG).until(() -> !log.warnings().isEmpty());
            await().pollDelay(away).atMost(LONG).until(() -> true);
            database.up();
            Run ended = trial.end(run, LONG);

            assertThat(ended.state()).as(ended.error()).isEqualTo(RunState.DONE);
            assertThat(ended.stored()).isEqualTo(products);
            assertThat(ended.failed()).isZero();
            assertThat(trial.store()).hasSize(products);
            assertThat(trial.entries(run)).extracting(Entry::attempts).containsOnly(1);
            assertThat(archive.requests()).as("fetched once").hasSize(products);
            assertThat(log.warnings()).singleElement().asString().startsWith("ledger.waits reason=");
        }
    }

    @Test
    void connectionsAreMadeAgainWhenTheyAreCut() {
        archive.otherwise().fits(5_760);
        try (Trial trial = trial()) {
            Run run = trial.begin("cut", harvest(200));
            AtomicInteger cuts = new AtomicInteger();
            await().atMost(LONG).pollInterval(Duration.ofMillis(300)).until(() -> {
                database.cut();
                return cuts.incrementAndGet() == 10;
            });
            Run ended = trial.end(run, LONG);

            assertThat(ended.state()).as(ended.error()).isEqualTo(RunState.DONE);
            assertThat(ended.stored()).isEqualTo(200);
            assertThat(trial.store()).hasSize(200);
            assertThat(trial.entries(run)).extracting(Entry::attempts).containsOnly(1);
            assertThat(archive.requests()).as("fetched once").hasSize(200);
        }
    }

    @Test
    void aStopEndsInTimeWhileItIsAway() {
        CountDownLatch down = new CountDownLatch(1);
        archive.otherwise().fits(5_760).await(down);
        try (Logged log = new Logged()) {
            Trial trial = trial();
            Run run = trial.begin("away", harvest(8));
            await().atMost(LONG).until(() -> archive.requests().size() >= 4);
            database.down();
            down.countDown();
            await().atMost(LONG).until(() -> !log.warnings().isEmpty());

            long began = System.nanoTime();
            trial.close();

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
            database.up();
            try (Trial next = trial()) {
                assertThat(next.camelopard().ledger().runs().list("away", 10))
                        .extracting(Run::id)
                        .containsExactly(run.id());
                Run again = next.run("away", harvest(8));
                assertThat(again.stored() + again.skipped()).isEqualTo(8);
                assertThat(next.store()).hasSize(8);
            }
        }
    }
}
