package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.flow.Camelopard.Role;
import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import io.camelopard.testing.AmqpBroker;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.PostgresServer;
import io.camelopard.testing.QueueClient;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both queues at a broker, shared by two instances with one ledger and one store (RELIABILITY P3, P6, Q1, Q3, Q5). */
class SharedQueueTest {
    private static final Duration SHORT = Duration.ofMillis(100);

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

    private Daemon instance(Role role, String... set) {
        Map<String, String> all = new HashMap<>(Map.of(
                "camelopard.queue.harvests", "amqp:harvests",
                "camelopard.queue.products", "amqp:products",
                "camelopard.amqp.url", broker.url()));
        for (int i = 0; i < set.length; i += 2) {
            all.put(set[i], set[i + 1]);
        }
        return Daemon.of(Daemon.BASE, temp, all, role);
    }

    private static Run ended(Daemon daemon) {
        Daemon.await()
                .until(() -> daemon.runs().stream().anyMatch(run -> run.state().ended()));
        Run run = daemon.runs().get(0);
        assertThat(run.state()).as(run.error()).isEqualTo(RunState.DONE);
        return run;
    }

    private void assertStoredOnce(Daemon daemon, Run run, int products) {
        assertThat(run.stored()).isEqualTo(products);
        assertThat(daemon.camelopard.ledger().reports().entries(run.id(), 0, 1000))
                .hasSize(products)
                .allSatisfy(entry -> assertThat(entry.attempts()).isEqualTo(1))
                .extracting(Entry::path)
                .doesNotHaveDuplicates();
        assertThat(Trial.files(daemon.home.resolve("store"))).hasSize(products);
        assertThat(archive.requests()).as("fetched once").hasSize(products);
        Daemon.await().until(() -> broker.messages("products") + broker.messages("harvests") == 0);
    }

    private List<String> urls(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> archive.url("/p/" + i + ".fits"))
                .toList();
    }

    @Test
    void aRunGoesThroughBothQueues() throws Exception {
        archive.otherwise().fits(5760);
        try (Daemon daemon = instance(Role.DAEMON)) {
            daemon.drop("list.yaml", Trial.urls(urls(30)));

            assertStoredOnce(daemon, ended(daemon), 30);
        }
    }

    @Test
    void aMessageFiveTimesAndOutOfOrderHasOneEffect() throws Exception {
        fiveTimes(30);
    }

    @Test
    @Tag("faults")
    void twoHundredMessagesFiveTimesAndOutOfOrderHaveOneEffectEach() throws Exception {
        try (PostgresServer database = PostgresServer.start(temp.resolve("postgres"))) {
            fiveTimes(200, "camelopard.ledger.url", database.url());
        }
    }

    private void fiveTimes(int products, String... more) throws Exception {
        broker.hold("products", "held");
        archive.otherwise().fits(5760).delay(Duration.ofMillis(20));
        String[] set = Stream.concat(Stream.of("camelopard.transfers", "2"), Stream.of(more))
                .toArray(String[]::new);
        try (Daemon daemon = instance(Role.DAEMON, set);
                Daemon worker = instance(Role.WORKER, set);
                QueueClient client = QueueClient.at(broker)) {
            daemon.drop("list.yaml", Trial.urls(urls(products)));
            Daemon.await().atMost(Duration.ofMinutes(3)).until(() -> {
                sendOn(client, 5);
                return daemon.runs().stream().anyMatch(run -> run.state().ended());
            });

            assertThat(worker.runs()).hasSize(1);
            assertStoredOnce(daemon, ended(daemon), products);
        }
    }

    /** Sends each of the messages that are held so many times, in any order. */
    private static void sendOn(QueueClient client, int times) throws JMSException {
        List<String> messages = new ArrayList<>();
        for (Optional<String> held = client.receive("held", SHORT);
                held.isPresent();
                held = client.receive("held", SHORT)) {
            messages.addAll(Collections.nCopies(times, held.get()));
        }
        Collections.shuffle(messages);
        for (String message : messages) {
            client.send("products", message);
        }
    }

    @Test
    void everyWorkerHasSomethingToDo() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        List<MisbehavingServer> archives =
                IntStream.range(0, 8).mapToObj(i -> MisbehavingServer.start()).toList();
        archives.forEach(one -> one.otherwise().fits(5760).await(all));
        List<String> urls = archives.stream()
                .flatMap(one -> Stream.of(one.url("/a.fits"), one.url("/b.fits")))
                .toList();
        try (Daemon daemon = instance(Role.DAEMON, "camelopard.transfers", "1");
                Daemon worker = instance(Role.WORKER, "camelopard.transfers", "6")) {
            daemon.drop("list.yaml", Trial.urls(urls));
            Daemon.await()
                    .until(() -> archives.stream()
                                    .mapToInt(one -> one.requests().size())
                                    .sum()
                            == 7);
            all.countDown();

            assertThat(ended(daemon).stored()).isEqualTo(16);
            assertThat(worker.runs()).hasSize(1);
        } finally {
            archives.forEach(MisbehavingServer::close);
        }
    }

    @Test
    void theLimitOfAHostHoldsForAllWorkersTogether() throws Exception {
        archive.otherwise().fits(5760).delay(Duration.ofMillis(200));
        String[] set = {"camelopard.transfers", "4", "camelopard.transfers.perHost", "3"};
        try (Daemon daemon = instance(Role.DAEMON, set);
                Daemon worker = instance(Role.WORKER, set)) {
            daemon.drop("list.yaml", Trial.urls(urls(40)));

            assertStoredOnce(daemon, ended(daemon), 40);
            assertThat(archive.mostAtOnce()).isEqualTo(3);
            assertThat(worker.runs()).hasSize(1);
        }
    }

    /** What would run if somebody deserialised it. */
    static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1;
        static final AtomicBoolean RAN = new AtomicBoolean();

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            RAN.set(true);
        }
    }

    private static final List<QueueClient.Maker> POISON = List.of(
            session -> session.createTextMessage("not JSON"),
            session -> session.createTextMessage("{\"version\":2,\"run\":\"x\",\"product\":1,\"token\":\"x\"}"),
            session -> session.createTextMessage("x".repeat(1 << 20)),
            session -> {
                var bytes = session.createBytesMessage();
                bytes.writeBytes(new byte[1 << 20]);
                return bytes;
            },
            session -> session.createMessage(),
            session -> session.createMapMessage(),
            session -> session.createStreamMessage(),
            session -> session.createObjectMessage(new Gadget()));

    @Test
    void poisonIsDroppedAndTheWorkersGoOn() throws Exception {
        archive.otherwise().fits(5760);
        try (Logged log = new Logged();
                QueueClient client = QueueClient.at(broker);
                Daemon daemon = instance(Role.DAEMON)) {
            for (QueueClient.Maker poison : POISON) {
                client.send("products", poison);
                client.send("harvests", poison);
            }
            Daemon.await().until(() -> log.warnings().size() >= 2 * POISON.size());
            daemon.drop("list.yaml", Trial.urls(urls(5)));

            assertStoredOnce(daemon, ended(daemon), 5);
            assertThat(log.warnings()).hasSize(2 * POISON.size()).allSatisfy(warning -> assertThat(warning)
                    .hasSizeLessThan(1000));
            assertThat(Gadget.RAN).isFalse();
        }
    }

    @Test
    void headersOfAMessageAreNotObeyed() throws Exception {
        archive.otherwise().fits(5760);
        broker.hold("products", "held");
        try (QueueClient client = QueueClient.at(broker);
                Daemon daemon = instance(Role.DAEMON)) {
            daemon.drop("list.yaml", Trial.urls(urls(1)));
            String message = client.receive("held", Duration.ofSeconds(60)).orElseThrow();
            client.send("products", session -> {
                var hostile = session.createTextMessage(message);
                hostile.setJMSReplyTo(session.createQueue("replies"));
                hostile.setJMSCorrelationID("7");
                for (String header : List.of("CamelHttpUri", "CamelHttpPath", "CamelFileName", "CamelJmsDestination")) {
                    hostile.setStringProperty(header, archive.url("/hostile"));
                    hostile.setStringProperty(header.replace("Camel", "camel_DOT_"), archive.url("/hostile"));
                }
                return hostile;
            });

            assertStoredOnce(daemon, ended(daemon), 1);
            assertThat(archive.requests("/p/0.fits")).hasSize(1);
            assertThat(client.receive("replies", SHORT)).isEmpty();
        }
    }

    /** Its message comes again while it is still being fetched. */
    @Test
    void whatTakesLongerThanItsLeaseIsFetchedOnce() throws Exception {
        longerThanItsLease(Duration.ofSeconds(12), "8s");
    }

    @Test
    @Tag("faults")
    void whatTakesMuchLongerThanItsLeaseIsFetchedOnce() throws Exception {
        longerThanItsLease(Duration.ofMinutes(2), "12s");
    }

    private void longerThanItsLease(Duration transfer, String lease) throws Exception {
        archive.otherwise().fits(5760);
        archive.serve("/p/0.fits").fits(28_800).drip(28_800 / transfer.toSeconds());
        String[] set = {"camelopard.lease", lease};
        try (Daemon daemon = instance(Role.DAEMON, set);
                Daemon worker = instance(Role.WORKER, set)) {
            daemon.drop("list.yaml", Trial.urls(urls(10)));
            Daemon.await().until(() -> daemon.runs().stream().anyMatch(run -> run.stored() == 9));
            // All but its own are acknowledged.
            Daemon.await().until(() -> broker.messages("products") == 1);
            broker.cut();

            Daemon.await()
                    .atMost(transfer.multipliedBy(3))
                    .until(() -> daemon.runs().get(0).state().ended());
            assertStoredOnce(daemon, ended(daemon), 10);
            assertThat(worker.runs()).hasSize(1);
        }
    }
}
