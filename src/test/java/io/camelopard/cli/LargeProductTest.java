package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.testing.Child;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Products that are many times as large as the heap; one of them by a program that is killed in its middle (RELIABILITY P4). */
class LargeProductTest {
    private static final Duration LONG = Duration.ofMinutes(15);
    private static final long BLOCK = 2880;
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    Path folder;

    private final MisbehavingServer archive = MisbehavingServer.start();

    @AfterEach
    void stop() {
        archive.close();
    }

    @Test
    void goesOnWhereItWasKilled() {
        goesOn(64 * MEGABYTE);
    }

    @Test
    @Tag("faults")
    void goesOnWhereItWasKilledInEightGigabytes() {
        goesOn(8192 * MEGABYTE);
    }

    private void goesOn(long bytes) {
        long length = bytes / BLOCK * BLOCK;
        long stalls = length * 7 / 10;
        Resource large = archive.serve("/large.fits").fits(length).etag("v1");
        large.thenStallAfter(stalls).times(1);
        Home home = new Home(folder.resolve("home"));
        try (Child child = harvest(home, List.of(archive.url("/large.fits")), List.of())) {
            while (received(home) < stalls) {
                assertThat(child.endsWithin(Duration.ofMillis(50)))
                        .as(child.output())
                        .isFalse();
            }
            child.kill();
        }

        long began = System.nanoTime();
        try (Child child = harvest(home, List.of(archive.url("/large.fits")), List.of())) {
            assertThat(child.status(LONG)).as(child.output()).isEqualTo(Exit.STORED);
        }
        assertThat(archive.requests()).hasSize(2);
        String range = archive.requests().get(1).header("range");
        assertThat(range).matches("bytes=\\d+-");
        long again = length - Long.parseLong(range.replaceAll("\\D", ""));
        System.out.printf(
                "large bytes=%d again=%d percent=%.2f seconds_after_the_kill=%d%n",
                length, again, 100.0 * again / length, (System.nanoTime() - began) / 1_000_000_000);
        assertThat(again).isLessThanOrEqualTo(length * 31 / 100);
        assertThat(Home.digest(home.store().resolve("out/large.fits"))).isEqualTo(large.sha256());
        assertThat(home.ledger()).containsEntry("out/large.fits", large.sha256());
        assertThat(Home.files(home.path().resolve("staging"))).isEmpty();
    }

    /** RELIABILITY P7. */
    @Test
    @Tag("faults")
    void eightOfHalfAGigabyteAtOnceFitIntoASmallHeap() {
        long length = 512 * MEGABYTE / BLOCK * BLOCK;
        List<String> urls = IntStream.range(0, 8)
                .mapToObj(i -> "/large" + i + ".fits")
                .peek(path -> archive.serve(path).fits(length))
                .map(archive::url)
                .toList();
        Home home = new Home(folder.resolve("home"));
        long began = System.nanoTime();
        try (Child child = harvest(home, urls, List.of("camelopard.transfers=8", "camelopard.transfers.perHost=8"))) {
            assertThat(child.status(LONG)).as(child.output()).isEqualTo(Exit.STORED);
        }
        System.out.printf(
                "large products=8 bytes=%d at_once=%d seconds=%d%n",
                8 * length, archive.mostAtOnce(), (System.nanoTime() - began) / 1_000_000_000);
        assertThat(archive.mostAtOnce()).isEqualTo(8);
        assertThat(home.ledger()).hasSize(8);
        assertThat(home.ledger().values()).containsOnly(Home.digest(home.store().resolve("out/large0.fits")));
    }

    private Child harvest(Home home, List<String> urls, List<String> set) {
        Path harvest = Home.harvest(folder, "large", urls);
        return home.startOptimized(folder.resolve("out"), List.of("harvest", harvest.toString()), set);
    }

    private static long received(Home home) {
        return Home.files(home.path().resolve("staging")).stream()
                .filter(file -> file.toString().endsWith(".tmp"))
                .mapToLong(file -> file.toFile().length())
                .sum();
    }
}
