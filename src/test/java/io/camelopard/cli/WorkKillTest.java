package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.testing.AmqpBroker;
import io.camelopard.testing.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers at a broker's queue are killed in the midst of their work (RELIABILITY Q2): before or after a file has its name, the
 * ledger knows of it, and the broker of that. Their messages come again to who is left, and each product has one effect.
 */
class WorkKillTest {
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final int PLACES = 4;

    @TempDir
    Path folder;

    private AmqpBroker broker;

    @BeforeEach
    void start() {
        broker = AmqpBroker.start();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void whatAKilledWorkerHadIsDoneOnceByTheOthers() {
        killed(3, 150);
    }

    @Test
    @Tag("faults")
    void whatManyKilledWorkersHadIsDoneOnceByTheOthers() {
        killed(25, 1_500);
    }

    private void killed(int kills, int files) {
        Random random = new Random();
        try (SmallArchive archive = new SmallArchive(files, 4L * SmallArchive.LENGTH)) {
            Home home = new Home(folder.resolve("home"));
            Path harvest = Home.harvest(folder, "many", archive.urls());
            // It fetches one in two seconds itself, so that the workers always have something, however long they take
            // to start.
            try (Child feeder = start(
                    home, 1, List.of("camelopard.transfers.bytesPerSecond=15kB"), "harvest", harvest.toString())) {
                for (int i = 0; i < kills; i++) {
                    try (Child worker = start(home, PLACES, List.of(), "work")) {
                        await().atMost(LONG).until(() -> worker.err().contains("state=stored"));
                        await().pollDelay(random.nextInt(500), TimeUnit.MILLISECONDS)
                                .until(() -> true);
                        worker.kill();
                    }
                }
                assertThat(feeder.isAlive())
                        .as("killed in the midst of the work")
                        .isTrue();
                try (Child rest = start(home, PLACES, List.of(), "work")) {
                    assertThat(feeder.status(LONG))
                            .as(feeder.output() + rest.output())
                            .isEqualTo(Exit.STORED);
                }
            }
            // What killed workers had begun waits in staging for somebody to go on with it.
            home.assertAllIsStored(archive.truth());
            assertThat(archive.requests()).isBetween(files, files + kills * PLACES);
            await().atMost(LONG).until(() -> broker.messages("products") == 0);
        }
    }

    private Child start(Home home, int transfers, List<String> more, String... command) {
        List<String> set = new ArrayList<>(more);
        set.addAll(List.of(
                "camelopard.queue.products=amqp:products",
                "camelopard.amqp.url=" + broker.url(),
                "camelopard.transfers=" + transfers,
                "camelopard.transfers.perHost=" + (PLACES + 1)));
        return home.start(folder.resolve("out"), List.of(), List.of(command), set);
    }
}
