package io.camelopard.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.ledger.Ledger.Settings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
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

    /** An insert twice would be an error, an update twice a wrong number. */
    @Test
    void doesNotRepeatWhatWasCommittedWhenTheAnswerIsLost() throws Exception {
        String url = Databases.postgres();
        AtomicBoolean lost = new AtomicBoolean();
        Session.Connector connector = () ->
                new Tx(answersOfCommitsLost(DriverManager.getConnection(url), lost), Dialect.POSTGRES, null, sql -> {});
        try (Writer writer = new Writer(Dialect.POSTGRES, connector, new Patience(Duration.ofMillis(10)))) {
            writer.write(tx -> tx.update("insert into host (name, resting_until) values ('h', 1)"));
            lost.set(true);
            writer.write(tx -> tx.update("update host set resting_until = resting_until + 1"));

            assertThat(lost).isFalse();
            assertThat(writer.<Long>write(tx -> tx.one("select resting_until from host", r -> r.getLong(1))))
                    .isEqualTo(2);
        }
    }

    @Test
    void repeatsWhatWasNotCommitted() throws Exception {
        String url = Databases.postgres();
        AtomicInteger tries = new AtomicInteger();
        Session.Connector connector = () -> new Tx(DriverManager.getConnection(url), Dialect.POSTGRES, null, sql -> {});
        try (Writer writer = new Writer(Dialect.POSTGRES, connector, new Patience(Duration.ofMillis(10)))) {
            writer.write(tx -> {
                tx.update("insert into host (name, resting_until) values ('h', 1)");
                return tries.incrementAndGet() < 8
                        ? tx.query("select pg_terminate_backend(pg_backend_pid())", r -> 1)
                        : List.of();
            });

            assertThat(tries).hasValue(8);
        }
    }

    private static Connection answersOfCommitsLost(Connection connection, AtomicBoolean lost) {
        return proxy(
                Connection.class,
                connection,
                result -> result instanceof Statement statement && !(result instanceof PreparedStatement)
                        ? proxy(Statement.class, statement, executed -> executed, sql -> {
                            if (sql.equals("commit") && lost.getAndSet(false)) {
                                throw new SQLException("the answer is lost", "08006");
                            }
                        })
                        : result,
                sql -> {});
    }

    private interface After {
        void call(String argument) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T real, UnaryOperator<Object> change, After after) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (p, method, arguments) -> {
                    try {
                        Object result = method.invoke(real, arguments);
                        if (arguments != null && arguments[0] instanceof String text) {
                            after.call(text);
                        }
                        return change.apply(result);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Test
    void aDatabaseThatIsNotThereAtTheStartIsNotWaitedFor() {
        String url = "jdbc:postgresql://127.0.0.1:1/ledger";

        assertThatThrownBy(() -> Ledger.open(new Settings(home, url, "me", "secret", LedgerContract.LEASE)))
                .isInstanceOf(TransientException.class)
                .hasMessageStartingWith("ledger: cannot open " + url + ": Connection to 127.0.0.1:1 refused.");
    }

    @Test
    void aDatabaseOfAnotherNameIsNotWaitedFor() throws Exception {
        String url = Databases.postgres().replaceFirst("/ledger[0-9]+", "/nowhere");

        assertThatThrownBy(() -> Ledger.open(new Settings(home, url, null, null, LedgerContract.LEASE)))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("FATAL: database \"nowhere\" does not exist");
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
