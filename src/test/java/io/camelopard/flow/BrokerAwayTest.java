package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.flow.Camelopard.Role;
import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import io.camelopard.testing.AmqpBroker;
import io.camelopard.testing.MisbehavingServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker of the queues is away, at the start or in mid-run, and comes back without its messages (RELIABILITY Q4): each
 * product is fetched once, and the run ends by itself.
 */
class BrokerAwayTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final Duration SOME_TIME = Duration.ofSeconds(4);
    private static final int TRANSFERS = 4;

    @TempDir
    Path temp;

    private AmqpBroker broker;
    private MisbehavingServer archive;

    @BeforeEach
    void start() {
        broker = AmqpBroker.start();
        archive = MisbehavingServer.start();
    }

    @AfterEach
    void stop() {
        archive.close();
        broker.close();
    }

    private Daemon daemon() {
        return instance(Role.DAEMON);
    }

    private Daemon instance(Role role) {
        Map<String, String> set = Map.of(
                "camelopard.queue.harvests", "amqp:harvests",
                "camelopard.queue.products", "amqp:products",
                "camelopard.amqp.url", broker.url(),
                "camelopard.transfers", String.valueOf(TRANSFERS),
                "camelopard.lease", "12s");
        return Daemon.of(Daemon.BASE, temp, set, role);
    }

    private String harvest(int products) {
        return Trial.urls(IntStream.range(0, products)
                .mapToObj(i -> archive.url("/" + i + ".fits"))
                .toList());
    }

    private void stayAway(Duration time) {
        await().pollDelay(time).atMost(time.plusMinutes(1)).until(() -> true);
    }

    private void assertStoredOnce(Daemon daemon, int products) {
        await().atMost(LONG)
                .until(() -> daemon.runs().stream().anyMatch(run -> run.state().ended()));
        Run run = daemon.runs().get(0);
        assertThat(run.state()).as(run.error()).isEqualTo(RunState.DONE);
        assertThat(run.stored()).isEqualTo(products);
        assertThat(daemon.camelopard.ledger().reports().entries(run.id(), 0, 1000))
                .extracting(Entry::attempts)
                .containsOnly(1);
        assertThat(Trial.files(daemon.home.resolve("store"))).hasSize(products);
        assertThat(archive.requests()).as("fetched once").hasSize(products);
    }

    private static List<String> warnings(Logged log, String event) {
        return log.warnings().stream()
                .filter(warning -> warning.startsWith(event))
                .toList();
    }

    @Test
    void isWaitedForAtTheStart() throws Exception {
        waitedForAtTheStart(20, SOME_TIME);
    }

    @Test
    @Tag("faults")
    void isWaitedForAMinuteAtTheStart() throws Exception {
        waitedForAtTheStart(200, Duration.ofMinutes(1));
    }

    private void waitedForAtTheStart(int products, Duration away) throws Exception {
        archive.otherwise().fits(5760);
        broker.down();
        try (Logged log = new Logged();
                Daemon daemon = daemon()) {
            daemon.drop("list.yaml", harvest(products));
            await().atMost(LONG).until(() -> !log.warnings().isEmpty());
            stayAway(away);
            broker.up();

            assertStoredOnce(daemon, products);
            assertThat(warnings(log, "queue.away")).hasSize(1);
            assertThat(warnings(log, "run.unsent")).hasSize(1);
            assertThat(log.warnings()).hasSize(2);
        }
    }

    @Test
    void isWaitedForInMidRun() throws Exception {
        waitedForInMidRun(40, SOME_TIME);
    }

    @Test
    @Tag("faults")
    void isWaitedForAMinuteInMidRun() throws Exception {
        waitedForInMidRun(200, Duration.ofMinutes(1));
    }

    private void waitedForInMidRun(int products, Duration away) throws Exception {
        CountDownLatch down = new CountDownLatch(1);
        archive.otherwise().fits(5760).await(down);
        try (Logged log = new Logged();
                Daemon daemon = daemon()) {
            daemon.drop("list.yaml", harvest(products));
            await().atMost(LONG).until(() -> archive.requests().size() == TRANSFERS);
            broker.down();
            down.countDown();
            await().atMost(LONG).until(() -> !log.warnings().isEmpty());
            stayAway(away);
            broker.up();

            assertThat(broker.messages("products")).isLessThanOrEqualTo(2 * TRANSFERS);
            assertStoredOnce(daemon, products);
            assertThat(warnings(log, "queue.away")).hasSize(1);
            assertThat(log.warnings()).hasSize(1);
        }
    }

    /** One that offers nothing notices and tells it as well. */
    @Test
    void aWorkerTellsItOnceAndGoesOn() throws Exception {
        try (Logged log = new Logged();
                Daemon worker = instance(Role.WORKER)) {
            await().atMost(LONG).until(() -> broker.consumers("products") == TRANSFERS);
            broker.down();
            await().atMost(LONG).until(() -> !log.warnings().isEmpty());
            stayAway(SOME_TIME);
            broker.up();
            await().atMost(LONG).until(() -> broker.consumers("products") == TRANSFERS);

            assertThat(worker.runs()).isEmpty();
            assertThat(log.warnings()).singleElement().asString().startsWith("queue.away");
        }
    }

    @Test
    void aStopEndsInTimeWhileItIsAway() throws Exception {
        archive.otherwise().fits(5760);
        Daemon daemon = daemon();
        broker.down();
        stayAway(SOME_TIME);

        long began = System.nanoTime();
        daemon.close();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
}
