package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import io.camelopard.testing.AmqpBroker;
import io.camelopard.testing.MisbehavingServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both queues at a broker. */
class SharedQueueTest {
    private static AmqpBroker broker;

    @TempDir
    Path temp;

    @BeforeAll
    static void startBroker() {
        broker = AmqpBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void aRunGoesThroughBothQueues() throws Exception {
        try (MisbehavingServer archive = MisbehavingServer.start();
                Daemon daemon = Daemon.of(Daemon.BASE, temp, queues(), Camelopard.Role.DAEMON)) {
            archive.otherwise().fits(5760);
            daemon.drop("list.yaml", Trial.urls(urls(archive, 30)));
            Daemon.await().until(() -> ended(daemon, 1));

            Run run = daemon.runs().get(0);
            assertThat(run.state()).as(run.error()).isEqualTo(RunState.DONE);
            assertThat(run.stored()).isEqualTo(30);
            assertThat(archive.requests()).hasSize(30);
            Daemon.await().until(() -> broker.messages("products") + broker.messages("harvests") == 0);
        }
    }

    private static Map<String, String> queues() {
        return Map.of(
                "camelopard.queue.harvests", "amqp:harvests",
                "camelopard.queue.products", "amqp:products",
                "camelopard.amqp.url", broker.url());
    }

    private static boolean ended(Daemon daemon, int runs) {
        return daemon.runs().stream().filter(run -> run.state().ended()).count() == runs;
    }

    private static List<String> urls(MisbehavingServer archive, int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> archive.url("/p/" + i + ".fits"))
                .toList();
    }
}
