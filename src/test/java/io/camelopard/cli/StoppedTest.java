package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.testing.Child;
import io.camelopard.testing.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is stopped for longer than its lease, another one does its work, and then it goes on (RELIABILITY K4): the product
 * is stored once, and what the first one has to say comes too late.
 */
@DisabledOnOs(OS.WINDOWS)
class StoppedTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int FILES = 4;
    private static final int STOPS = 10;

    @TempDir
    Path folder;

    private SmallArchive archive;
    private Path harvest;
    private Home home;

    @BeforeEach
    void serve() {
        archive = new SmallArchive(FILES);
        harvest = Home.harvest(folder, "four", archive.urls());
        home = new Home(folder.resolve("home"));
    }

    @AfterEach
    void stop() {
        archive.close();
    }

    private Child start(List<String> under, String... command) {
        return home.start(
                folder.resolve("out"),
                under,
                List.of(command),
                List.of("camelopard.lease=5s", "camelopard.transfers=1"));
    }

    private void otherOneStoresTheRest() {
        assertThat(home.ledger()).hasSizeLessThan(FILES);
        try (Child other = start(List.of(), "run")) {
            await().atMost(LONG)
                    .untilAsserted(
                            () -> assertThat(home.ledger()).as(other.output()).hasSize(FILES));
            other.terminate();
            assertThat(other.status(LONG)).as(other.output()).isZero();
        }
    }

    /** @param before what the first one had stored when it was stopped */
    private void assertStoredByTheOther(Child first, int before) {
        await().atMost(LONG).until(() -> {
            // Another of its threads may have been stopped since.
            first.signal("CONT");
            return !first.isAlive();
        });
        assertThat(first.status(LONG)).as(first.output()).isEqualTo(Exit.STORED);
        assertThat(first.err().lines().filter(line -> line.contains("state=stored")))
                .hasSize(before);
        home.assertAllIsThere(archive.truth());
        assertThat(archive.requests()).isBetween(FILES + 1, FILES + 2);
    }

    @Test
    void whoWasStoppedInATransferStoresNothing() {
        CountDownLatch held = new CountDownLatch(1);
        archive.server
                .serve("/x0000.fits")
                .bytes(SmallArchive.content(0))
                .await(held)
                .times(1);
        try (Child first = start(List.of(), "harvest", harvest.toString())) {
            await().atMost(LONG).until(() -> archive.requests() > 0);
            first.signal("STOP");
            await().atMost(LONG).until(first::isStopped);
            // Stopped within a transaction it keeps SQLite's lock, and nobody else can do anything.
            while (home.isLocked()) {
                first.signal("CONT");
                first.signal("STOP");
                await().atMost(LONG).until(first::isStopped);
            }
            otherOneStoresTheRest();
            held.countDown();
            first.signal("CONT");
            assertStoredByTheOther(first, 0);
        }
    }

    /** Each start renames a file once to find out whether it can; of its two workers one renames twice. */
    @Test
    @Tag("faults")
    void whoWasStoppedBeforeAFileGotItsNameStoresNothing() {
        String strace = Tools.need("strace", "strace").toString();
        List<String> stop = List.of(
                strace,
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                "trace=rename",
                "-e",
                "inject=rename:signal=SIGSTOP:when=2");
        boolean shown = false;
        for (int i = 0; i < STOPS && !shown; i++) {
            archive.server.forget();
            home = new Home(folder.resolve("home" + i));
            try (Child first = start(stop, "harvest", harvest.toString())) {
                // A tracer stops what it looks at for a moment, too.
                await().during(Duration.ofSeconds(1)).atMost(LONG).until(first::isStopped);
                // Stopped within a transaction it keeps SQLite's lock, and nobody else can do anything.
                shown = !home.isLocked();
                if (shown) {
                    int before = home.ledger().size();
                    otherOneStoresTheRest();
                    first.signal("CONT");
                    assertStoredByTheOther(first, before);
                }
            }
        }
        assertThat(shown).as("stopped outside of a transaction").isTrue();
    }
}
