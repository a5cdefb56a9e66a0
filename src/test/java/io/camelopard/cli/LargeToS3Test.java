package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.testing.Child;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.Resource;
import io.camelopard.testing.S3Server;
import io.camelopard.testing.StrictS3;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A product of eight gigabytes to a bucket with a heap of 256 MB, by a program that is killed when seven tenths of it are there:
 * the next one sends the rest, and does not ask the archive again.
 */
@Tag("faults")
class LargeToS3Test {
    private static final Duration LONG = Duration.ofMinutes(20);
    private static final long PART = 32 << 20;
    private static final long LENGTH = (8L << 30) / 2880 * 2880;
    private static final long PARTS = (LENGTH + PART - 1) / PART;

    @TempDir
    Path folder;

    @Test
    void goesOnWithEightGigabytes() throws Exception {
        Path objects = folder.resolve("s3");
        try (S3Server server = S3Server.onDisk(objects)) {
            server.bucket("products");
        }
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        try (MisbehavingServer archive = MisbehavingServer.start();
                Child daemon = Child.start(
                        folder.resolve("s3-out"),
                        List.of("-Xmx256m"),
                        S3Server.class.getName(),
                        objects.toString(),
                        "0")) {
            Resource large = archive.serve("/large.fits").fits(LENGTH);
            await().atMost(Duration.ofMinutes(1)).until(() -> daemon.out().contains("\n"));
            try (StrictS3 front = StrictS3.withoutConditions(daemon.out().strip())) {
                front.refuse(request -> {
                    if (request.target().contains("partNumber=" + PARTS * 7 / 10 + "&")) {
                        reached.countDown();
                        hold(killed);
                    }
                    return null;
                });
                Path file = Home.harvest(folder, "large", List.of(archive.url("/large.fits")), "s3://products/out");
                try (Child first = harvest(file, front.endpoint())) {
                    assertThat(reached.await(LONG.toSeconds(), TimeUnit.SECONDS))
                            .as(first.output())
                            .isTrue();
                    first.kill();
                }
                killed.countDown();
                int before = parts(front);
                long began = System.nanoTime();
                try (Child second = harvest(file, front.endpoint())) {
                    assertThat(second.status(LONG)).as(second.output()).isEqualTo(Exit.STORED);
                }
                int again = parts(front) - before;
                System.out.printf(
                        "large.s3 bytes=%d parts=%d after_the_kill=%d fetched=%d seconds_after_the_kill=%d%n",
                        LENGTH,
                        PARTS,
                        again,
                        archive.requests("/large.fits").size(),
                        (System.nanoTime() - began) / 1_000_000_000);

                assertThat(archive.requests("/large.fits")).hasSize(1);
                assertThat((long) again).isLessThanOrEqualTo(PARTS * 31 / 100 + 1);
            }
            assertThat(Home.digest(objects.resolve("products/out/large.fits"))).isEqualTo(large.sha256());
        }
        try (S3Server look = S3Server.onDisk(objects)) {
            assertThat(look.store().listMultipartUploads("products")).isEmpty();
        }
        assertThat(Home.files(folder.resolve("home/staging"))).isEmpty();
    }

    private Child harvest(Path file, String endpoint) {
        return new Home(folder.resolve("home"))
                .startOptimized(
                        folder.resolve("out"),
                        List.of("harvest", file.toString()),
                        List.of(
                                "camelopard.s3.endpoint=" + endpoint,
                                "camelopard.s3.pathStyle=true",
                                "camelopard.s3.part=32MB"));
    }

    private static int parts(StrictS3 front) {
        return (int) front.requests("PUT").stream()
                .filter(request -> request.target().contains("partNumber="))
                .count();
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
