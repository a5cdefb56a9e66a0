package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.testing.Child;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.S3Server;
import io.camelopard.testing.StrictS3;
import io.camelopard.testing.TestContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The S3 server itself is stopped, or killed and started again, in the middle of an upload in parts (RELIABILITY S2): the
 * time-outs fire, the upload goes on by itself, and nothing is asked of the archive twice.
 */
@Tag("faults")
class S3PauseTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int LENGTH = 5000 * 2880;

    @TempDir
    Path folder;

    private final MisbehavingServer archive = MisbehavingServer.start();
    private final AtomicBoolean once = new AtomicBoolean();
    private Child daemon;
    private StrictS3 front;

    @BeforeEach
    void serve() {
        Path objects = folder.resolve("s3");
        try (S3Server server = S3Server.onDisk(objects)) {
            server.bucket("products");
        }
        daemon = daemon(0);
        front = StrictS3.withoutConditions(endpoint());
        archive.serve("/big.fits").fits(LENGTH);
    }

    private Child daemon(int port) {
        return Child.start(
                folder.resolve("s3-out"),
                List.of("-Xmx256m"),
                S3Server.class.getName(),
                folder.resolve("s3").toString(),
                String.valueOf(port));
    }

    private String endpoint() {
        await().atMost(LONG).until(() -> daemon.out().contains("\n"));
        return daemon.out().strip();
    }

    @AfterEach
    void stop() {
        front.close();
        daemon.close();
        archive.close();
    }

    private Child harvest() {
        Path file = Home.harvest(folder, "one", List.of(archive.url("/big.fits")), "s3://products/out");
        return new Home(folder.resolve("home"))
                .start(
                        folder.resolve("out"),
                        List.of(),
                        List.of("harvest", file.toString()),
                        List.of(
                                "camelopard.s3.endpoint=" + front.endpoint(),
                                "camelopard.s3.pathStyle=true",
                                "camelopard.s3.part=5MB",
                                "camelopard.store.rest=1s",
                                "camelopard.http.connectTimeout=1s",
                                "camelopard.http.idleTimeout=2s",
                                "camelopard.http.lowSpeedTime=2s"));
    }

    private void at(String part, Runnable fault) {
        front.refuse(request -> {
            if (request.target().contains("partNumber=" + part) && !once.getAndSet(true)) {
                fault.run();
            }
            return null;
        });
    }

    private void assertStoredOnce(Child harvest) throws IOException {
        assertThat(harvest.status(LONG)).as(harvest.output()).isEqualTo(Exit.STORED);
        assertThat(archive.requests("/big.fits")).hasSize(1);
        try (S3Server look = S3Server.onDisk(folder.resolve("s3"));
                InputStream in = look.store().getBlob("products", "out/big.fits")) {
            assertThat(TestContent.sha256(in.readAllBytes())).isEqualTo(TestContent.sha256(TestContent.fits(LENGTH)));
            assertThat(look.store().listMultipartUploads("products")).isEmpty();
        }
    }

    @Test
    void goesOnWhenAStoppedServerGoesOn() throws IOException {
        at("2", () -> daemon.signal("STOP"));
        try (Child harvest = harvest()) {
            await().atMost(LONG).until(() -> harvest.err().contains("store.busy"));
            daemon.signal("CONT");

            assertStoredOnce(harvest);
        }
    }

    @Test
    void goesOnWhenAKilledServerIsStartedAgain() throws IOException {
        int port = Integer.parseInt(endpoint().replaceFirst(".*:", ""));
        at("3", () -> daemon.kill());
        try (Child harvest = harvest()) {
            await().atMost(LONG).until(() -> harvest.err().contains("store.busy"));
            daemon = daemon(port);

            assertStoredOnce(harvest);
        }
    }
}
