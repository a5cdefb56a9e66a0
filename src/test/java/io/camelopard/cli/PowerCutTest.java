package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.testing.Child;
import io.camelopard.testing.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The power of a file system that holds a store and its ledger is cut in the middle of a run (RELIABILITY K3): what the ledger
 * calls stored is there, whole, and the next run does the rest.
 */
class PowerCutTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int FILES = 40;
    private static final int CUTS = 50;
    private static final long SPEED = 100_000;

    @TempDir
    Path folder;

    @BeforeEach
    void needs() {
        Tools.needRoot("to mount a file system of one's own");
        Tools.need("python3", "python3");
    }

    @Test
    void whatIsStoredIsThereAfterAPowerCut() {
        cuts("ext4", 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs"})
    @Tag("faults")
    void whatIsStoredIsThereAfterFiftyPowerCuts(String type) {
        cuts(type, CUTS);
    }

    private void cuts(String type, int times) {
        Tools.need("mkfs." + type, type.equals("xfs") ? "xfsprogs" : "e2fsprogs");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int stored = 0;
        for (int i = 0; i < times; i++) {
            stored += cut(type, random);
        }
        System.out.printf(
                "powercut type=%s seed=%d cuts=%d products=%d stored_before_the_cuts=%d%n",
                type, seed, times, times * FILES, stored);
    }

    /** How many products were stored before the power was cut. */
    private int cut(String type, Random random) {
        Path image = folder.resolve("image");
        Path mount = folder.resolve("mount");
        run("make", type, image.toString(), mount.toString());
        try (SmallArchive archive = new SmallArchive(FILES, SPEED)) {
            Home home = new Home(mount.resolve("home"));
            Path harvest = Home.harvest(folder, "cut", archive.urls());
            cutDuring(home, harvest, archive, random.nextInt(FILES), mount);
            run("again", image.toString(), mount.toString());
            otherBoot(home);

            home.assertNothingIsFalse(archive.truth());
            int stored = home.ledger().size();
            try (Child child = harvest(home, harvest)) {
                assertThat(child.status(LONG)).as(child.output()).isEqualTo(Exit.STORED);
            }
            home.assertAllIsThere(archive.truth());
            return stored;
        } finally {
            run("end", image.toString(), mount.toString());
        }
    }

    private Child harvest(Home home, Path harvest) {
        return home.start(folder.resolve("out"), List.of(), List.of("harvest", harvest.toString()), List.of());
    }

    private void cutDuring(Home home, Path harvest, SmallArchive archive, int requests, Path mount) {
        try (Child child = harvest(home, harvest)) {
            while (archive.requests() <= requests && !child.endsWithin(Duration.ofMillis(1))) {
                Thread.onSpinWait();
            }
            run("cut", mount.toString());
            child.kill();
        }
    }

    /** The lock of a process says when the machine was started, by which unsynced files are known. */
    private static void otherBoot(Home home) {
        for (Path file : Home.files(home.path().resolve("staging"))) {
            try {
                if (file.toString().endsWith(".lock") && Files.size(file) > 0) {
                    Files.writeString(file, "before the power cut");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void run(String... args) {
        List<String> command = new java.util.ArrayList<>(List.of("bash", "src/test/faults/powercut.sh"));
        command.addAll(List.of(args));
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            assertThat(process.waitFor()).as("%s", command).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
