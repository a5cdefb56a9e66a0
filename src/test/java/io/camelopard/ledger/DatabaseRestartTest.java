package io.camelopard.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.ledger.Ledger.Settings;
import io.camelopard.testing.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While the database is away nobody can say that he lives: nothing is taken from anybody for that. */
class DatabaseRestartTest {
    private static final Duration LEASE = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private PostgresServer database;

    @BeforeEach
    void start() {
        database = PostgresServer.start(folder.resolve("postgres"));
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private Ledger open(String home, Duration lease) {
        return Ledger.open(new Settings(folder.resolve(home), database.url(), null, null, lease));
    }

    @Test
    void leasesThatCouldNotBeRenewedAreGood() {
        try (Ledger feeder = open("feeder", LEASE);
                Ledger worker = open("worker", LEASE)) {
            String run = LedgerContract.begun(feeder, "nustar");
            feeder.booking().owe(run, List.of(LedgerContract.row("a", LedgerContract.file("a"))));
            Lease offer = feeder.feed().offer(LedgerContract.PLACES, null).get(0);
            Product product = worker.feed().claim(offer, 4).orElseThrow();
            database.down();
            await().pollDelay(LEASE.plusMillis(100)).until(() -> true);
            database.up();

            assertThat(feeder.feed().offer(LedgerContract.PLACES, null)).isEmpty();
            assertThat(worker.settlement().stored(product.lease(), LedgerContract.STORED))
                    .isTrue();
        }
    }

    @Test
    void whoCouldNotBeSeenIsNotDead() {
        try (Ledger ledger = open("one", Duration.ofMinutes(10))) {
            ledger.database()
                    .write(tx -> tx.update("insert into instance (id, host, pid, lock_file, started, seen)"
                            + " values ('other', 'elsewhere', 1, '/nowhere', 0, 0)"));
            ledger.heartbeat();

            assertThat(database.query("select id from instance")).contains("other");
        }
    }
}
