package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.testing.Child;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM ends every process within ten seconds; what was cut off is not visible, and is done the next time. */
@DisabledOnOs(OS.WINDOWS)
class ShutdownTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private Path home() {
        return folder.resolve("home");
    }

    @Test
    void aDaemonWithNothingToDoEndsWithZero() {
        try (Child child = Child.camelopard(folder.resolve("out"), "run", "--home", home().toString())) {
            await().atMost(START).until(() -> child.err().contains("start role=DAEMON"));
            child.terminate();
            assertThat(child.status(STOP)).as(child.output()).isZero();
        }
    }

    @Test
    void aHarvestIsInterruptedAndGoesOnWhenItIsStartedAgain() throws IOException {
        try (MisbehavingServer archive = MisbehavingServer.start()) {
            Resource whole = archive.serve("/whole.fits").fits(5_760);
            Resource cut = archive.serve("/cut.fits")
                    .fits(28_800)
                    .thenStallAfter(10_000)
                    .times(1);
            Path harvest = Files.writeString(
                    folder.resolve("two.yaml"), """
                    description: one that is fetched and one that does not end
                    search: {protocol: none, urls: ["%s", "%s"]}
                    store: {to: "file:out"}
                    """.formatted(archive.url("/whole.fits"), archive.url("/cut.fits")));

            try (Child child = harvest(harvest)) {
                await().atMost(START).until(() -> stored().contains("whole.fits"));
                await().atMost(START).until(() -> !archive.requests("/cut.fits").isEmpty());
                child.terminate();
                assertThat(child.status(STOP)).as(child.output()).isEqualTo(130);
            }
            assertThat(stored()).containsExactly("whole.fits");

            try (Child child = harvest(harvest)) {
                assertThat(child.status(START)).as(child.output()).isZero();
            }
            assertThat(stored()).containsExactlyInAnyOrder("whole.fits", "cut.fits");
            assertThat(home().resolve("store/out/cut.fits")).hasBinaryContent(cut.content());
            assertThat(home().resolve("store/out/whole.fits")).hasBinaryContent(whole.content());
            assertThat(archive.requests("/whole.fits")).hasSize(1);
        }
    }

    /** What was cut off is parked with its validator: the next start asks for the rest of it. */
    @Test
    void aDaemonParksWhatItCutsOffAndGoesOnWithIt() throws IOException {
        try (MisbehavingServer archive = MisbehavingServer.start()) {
            Resource cut = archive.serve("/cut.fits").fits(288_000).etag("v1");
            cut.thenStallAfter(100_000).times(1);
            try (Child child = daemon()) {
                await().atMost(START).until(() -> child.err().contains("start role=DAEMON"));
                Home.harvest(home().resolve("inbox"), "parked", List.of(archive.url("/cut.fits")));
                await().atMost(START).until(() -> received() >= 100_000);
                child.terminate();
                assertThat(child.status(STOP)).as(child.output()).isEqualTo(130);
            }
            assertThat(stored()).isEmpty();

            try (Child child = daemon()) {
                await().atMost(START).until(() -> stored().contains("cut.fits"));
                await().atMost(START).until(() -> child.err().contains("run.end"));
                child.terminate();
                assertThat(child.status(STOP)).as(child.output()).isZero();
            }
            assertThat(home().resolve("store/out/cut.fits")).hasBinaryContent(cut.content());
            assertThat(archive.requests("/cut.fits")).hasSize(2);
            assertThat(archive.requests("/cut.fits").get(1).header("range")).matches("bytes=9\\d{4}-");
        }
    }

    private Child daemon() {
        return new Home(home())
                .start(folder.resolve("out"), List.of(), List.of("run"), List.of("camelopard.inbox.settle=100ms"));
    }

    private long received() {
        return Home.files(home().resolve("staging")).stream()
                .mapToLong(file -> file.toFile().length())
                .max()
                .orElse(0);
    }

    private Child harvest(Path file) {
        return Child.camelopard(
                folder.resolve("out"),
                "harvest",
                file.toString(),
                "--home",
                home().toString(),
                "--set",
                "camelopard.network.allow=127.0.0.0/8");
    }

    private List<String> stored() {
        Path out = home().resolve("store/out");
        if (!Files.exists(out)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(out)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
