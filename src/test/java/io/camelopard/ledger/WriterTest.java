package io.camelopard.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.ledger.Ledger.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterTest {
    @TempDir
    Path home;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void failsOnlyWhatFailsOfABatch() throws Exception {
        try (Ledger ledger = Ledger.open(Settings.in(home))) {
            List<Future<Integer>> all = behindABlockedWriter(ledger.database(), 20);

            for (int i = 0; i < all.size(); i++) {
                Future<Integer> one = all.get(i);
                if (i % 5 == 0) {
                    assertThatThrownBy(one::get)
                            .hasCauseInstanceOf(FinalException.class)
                            .hasMessageContaining("no_such");
                } else {
                    assertThat(one.get()).isEqualTo(1);
                }
            }
            assertThat(ledger.database().<Long>read(tx -> tx.one("select count(*) from host", r -> r.getLong(1))))
                    .isEqualTo(16);
        }
    }

    // All of them wait while the first holds the writer, and so come in one batch.
    private List<Future<Integer>> behindABlockedWriter(Database database, int number) throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(number);
        threads.execute(() -> database.write(tx -> await(waiting)));
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            String table = i % 5 == 0 ? "no_such" : "host";
            String sql = "insert into " + table + " (name, resting_until) values (?, 0)";
            String name = "h" + i;
            all.add(threads.submit(() -> {
                waiting.countDown();
                return database.write(tx -> tx.update(sql, name));
            }));
        }
        return all;
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void connectsAgainWhenTheServerCutTheConnection() throws Exception {
        String url = Databases.postgres();
        try (Ledger ledger = Ledger.open(new Settings(home, url, null, null, LedgerContract.LEASE))) {
            int killed = ledger.database().read(tx -> tx.query(
                            "select pg_terminate_backend(pid) from pg_stat_activity"
                                    + " where datname = current_database() and pid <> pg_backend_pid()",
                            r -> 1)
                    .size());

            assertThat(killed).isPositive();
            ledger.targets().keep("m31", 1, 2);
            assertThat(ledger.targets().find("m31")).isPresent();
        }
    }

    @Test
    void answersToAnInterruptedCallerAndKeepsTheInterrupt() {
        try (Ledger ledger = Ledger.open(Settings.in(home))) {
            Thread.currentThread().interrupt();
            ledger.targets().keep("m31", 1, 2);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(ledger.targets().find("m31")).isPresent();
        }
    }

    @Test
    void refusesWhatComesAfterTheEnd() {
        Ledger ledger = Ledger.open(Settings.in(home));
        ledger.close();

        assertThatThrownBy(() -> ledger.targets().keep("m31", 1, 2))
                .isInstanceOf(TransientException.class)
                .hasMessage("the ledger is closed");
    }
}
