package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.testing.Child;
import io.camelopard.testing.S3Server;
import io.camelopard.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine whose clock is wrong, and is put right, or jumps while the program runs (RELIABILITY T1). */
@Tag("faults")
class ClockTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int FILES = 40;

    @TempDir
    Path folder;

    private Home home;
    private Path library;

    @BeforeEach
    void find() throws IOException {
        Tools.need("faketime", "faketime");
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
            library = folders.map(folder -> folder.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
        }
        home = new Home(folder.resolve("home"));
    }

    /** The JVM waits by the other clock, which stays right; that is all that its waiting needs of glibc. */
    private List<String> under(String... environment) {
        List<String> command = new ArrayList<>(List.of(
                "env", "LD_PRELOAD=" + library, "FAKETIME_DONT_FAKE_MONOTONIC=1", "FAKETIME_FORCE_MONOTONIC_FIX=0"));
        command.addAll(List.of(environment));
        return command;
    }

    private Child harvest(List<String> under, Path file, String... set) {
        return home.start(folder.resolve("out"), under, List.of("harvest", file.toString()), List.of(set));
    }

    /** Killed under one clock, ended under another, and nothing to do under the first. */
    @ParameterizedTest
    @ValueSource(strings = {"+3600s", "-3600s", "@2020-01-01 00:00:00"})
    void whatWasBegunUnderAWrongClockEndsUnderTheRightOne(String clock) {
        try (SmallArchive archive = new SmallArchive(FILES, 40_000)) {
            Path file = Home.harvest(folder, "clock", archive.urls());
            try (Child wrong = harvest(under("FAKETIME=" + clock), file)) {
                await().atMost(LONG).until(() -> home.ledger().size() >= FILES / 4);
                wrong.kill();
            }
            try (Child right = harvest(List.of(), file)) {
                assertThat(right.status(LONG)).as(right.output()).isEqualTo(Exit.STORED);
            }
            home.assertAllIsThere(archive.truth());
            assertThat(archive.requests()).isLessThanOrEqualTo(FILES + 16);
            int requests = archive.requests();
            try (Child again = harvest(under("FAKETIME=" + clock), file)) {
                assertThat(again.status(LONG)).as(again.output()).isEqualTo(Exit.STORED);
            }
            assertThat(archive.requests()).isEqualTo(requests);
        }
    }

    /** A server refuses what was signed more than a quarter of an hour away from its own time. */
    @Test
    void storesInABucketUnderAWrongClock() {
        try (SmallArchive archive = new SmallArchive(4);
                S3Server s3 = S3Server.withCredentials().bucket("products")) {
            Path file = Home.harvest(folder, "bucket", archive.urls(), "s3://products/out");
            List<String> under = under(
                    "FAKETIME=+3600s", "AWS_ACCESS_KEY_ID=" + S3Server.KEY, "AWS_SECRET_ACCESS_KEY=" + S3Server.SECRET);
            try (Child child = harvest(
                    under,
                    file,
                    "camelopard.s3.endpoint=" + s3.endpoint(),
                    "camelopard.s3.pathStyle=true",
                    "camelopard.s3.anonymous=false")) {
                assertThat(child.status(LONG)).as(child.output()).isEqualTo(Exit.STORED);
            }
            archive.truth().keySet().forEach(path -> assertThat(s3.store().blobExists("products", path))
                    .as(path)
                    .isTrue());
        }
    }

    /** One run each minute; the clock jumps an hour ahead and back again. */
    @Test
    void aClockThatJumpsStartsNoStorm() throws IOException {
        Path clock = Files.writeString(folder.resolve("clock"), "+0s");
        try (SmallArchive archive = new SmallArchive(1)) {
            Path config =
                    Files.createDirectories(folder.resolve("config/harvests")).getParent();
            Path harvest = Home.harvest(folder, "minutely", archive.urls());
            Files.writeString(
                    config.resolve("harvests/minutely.yaml"),
                    "schedule: \"0 * * * * ?\"\n" + Files.readString(harvest));
            long began = System.nanoTime();
            try (Child daemon = home.start(
                    folder.resolve("out"),
                    under("FAKETIME_NO_CACHE=1", "FAKETIME_TIMESTAMP_FILE=" + clock),
                    List.of("run", "--config", config.toString()),
                    List.of())) {
                await().atMost(LONG).until(() -> runs() >= 1);
                Files.writeString(clock, "+3600s");
                int before = runs();
                await().atMost(LONG).until(() -> runs() > before);
                Files.writeString(clock, "+0s");
                await().pollDelay(Duration.ofSeconds(90)).atMost(LONG).until(() -> true);

                long minutes = Duration.ofNanos(System.nanoTime() - began).toMinutes();
                assertThat((long) runs()).isLessThanOrEqualTo(minutes + 3);
                daemon.terminate();
                assertThat(daemon.status(LONG)).as(daemon.output()).isEqualTo(Exit.STORED);
            }
        }
    }

    private int runs() {
        return home.query("id", "from run").size();
    }
}
