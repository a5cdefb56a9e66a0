package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.testing.Child;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.S3Server;
import io.camelopard.testing.StrictS3;
import io.camelopard.testing.TestContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed in the middle of an upload in parts (RELIABILITY S2): the next one goes on with it, sends again at most
 * the part that was under way, and does not ask the archive again.
 */
class S3KillTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int LENGTH = 5000 * 2880;

    @TempDir
    Path folder;

    private Child harvest(Path file, String endpoint) {
        return Child.camelopard(
                folder.resolve("out"),
                "harvest",
                file.toString(),
                "--home",
                folder.resolve("home").toString(),
                "--set",
                "camelopard.network.allow=127.0.0.0/8",
                "--set",
                "camelopard.s3.endpoint=" + endpoint,
                "--set",
                "camelopard.s3.pathStyle=true",
                "--set",
                "camelopard.s3.part=5MB");
    }

    @Test
    void goesOnWithTheUploadOfAKilledProcess() throws IOException, InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        try (MisbehavingServer archive = MisbehavingServer.start();
                S3Server s3 = S3Server.onDisk(folder.resolve("s3")).bucket("products");
                StrictS3 strict = StrictS3.withoutConditions(s3)) {
            archive.serve("/big.fits").fits(LENGTH);
            Path file = folder.resolve("one.yaml");
            Files.writeString(
                    file,
                    "description: one file\nsearch: {protocol: none, urls: ['%s']}\nstore: {to: 's3://products/out'}\n"
                            .formatted(archive.url("/big.fits")));
            strict.refuse(request -> {
                if (request.target().contains("partNumber=3")) {
                    reached.countDown();
                    await(killed);
                }
                return null;
            });
            try (Child first = harvest(file, strict.endpoint())) {
                assertThat(reached.await(LONG.toSeconds(), TimeUnit.SECONDS))
                        .as(first.output())
                        .isTrue();
                first.kill();
            }
            killed.countDown();
            assertThat(s3.store().listMultipartUploads("products")).hasSize(1);
            try (Child second = harvest(file, strict.endpoint())) {
                assertThat(second.status(LONG)).as(second.output()).isZero();
                assertThat(second.out()).contains("1 stored").contains("stored below s3://products/out");
            }

            assertThat(archive.requests("/big.fits")).hasSize(1);
            assertThat(strict.requests("PUT"))
                    .filteredOn(r -> r.target().contains("partNumber=1"))
                    .hasSize(1);
            assertThat(s3.store().listMultipartUploads("products")).isEmpty();
            try (InputStream in = s3.store().getBlob("products", "out/big.fits")) {
                assertThat(TestContent.sha256(in.readAllBytes()))
                        .isEqualTo(TestContent.sha256(TestContent.fits(LENGTH)));
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
