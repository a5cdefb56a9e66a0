package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.ledger.Entry;
import io.camelopard.ledger.FailureClass;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import io.camelopard.testing.MisbehavingServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An answer without end is left at its limit, and its connection is closed: nothing reads the rest of it. */
class EndlessTest {
    @TempDir
    Path folder;

    private MisbehavingServer archive;
    private Trial trial;

    @BeforeEach
    void start() {
        archive = MisbehavingServer.start();
        trial = Trial.in(folder)
                .set("camelopard.limits.product", "1MB")
                .set("camelopard.limits.listing", "1MB")
                .set("camelopard.limits.metadata", "1MB")
                .start();
    }

    @AfterEach
    void stop() {
        trial.close();
        archive.close();
    }

    /** The server sends as fast as it can, so the limit is reached when the answer has just begun. */
    private void assertClosedAtOnce() {
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> !archive.requests().isEmpty());
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> archive.openConnections() == 0);
        assertThat(archive.requests()).hasSize(1);
    }

    private void assertNothingIsThere() {
        assertThat(trial.store()).isEmpty();
        assertThat(trial.staged()).isEmpty();
    }

    @Test
    void abandonsAProduct() {
        archive.serve("/endless.dat").endless().everyTime();
        Run begun = trial.begin("endless", Trial.urls(List.of(archive.url("/endless.dat"))));
        assertClosedAtOnce();

        Run run = trial.end(begun, Duration.ofSeconds(10));
        Entry entry = trial.entry(run);
        assertThat(entry.outcome()).isEqualTo("failed");
        assertThat(entry.failure()).isEqualTo(FailureClass.FINAL);
        assertThat(entry.reason()).contains("camelopard.limits.product");
        assertThat(archive.requests()).hasSize(1);
        assertNothingIsThere();
    }

    @Test
    void abandonsAListing() {
        archive.serve("/endless/").type("text/html").endless().everyTime();
        Run begun = trial.begin("listing", Trial.directories(List.of(archive.url("/endless/"))));
        assertClosedAtOnce();

        Run run = trial.end(begun, Duration.ofSeconds(10));
        assertThat(trial.entry(run).reason()).contains("camelopard.limits.listing");
        assertThat(run.failed()).isEqualTo(1);
        assertNothingIsThere();
    }

    @Test
    void abandonsAnAnswerOfAService() {
        archive.serve("/cone").type("application/x-votable+xml").endless().everyTime();
        Run begun = trial.begin("cone", """
                description: a service without end
                target: "10.0 20.0"
                search: {protocol: scs, service: "%s", radius: 1}
                store: {to: "file:out"}
                """.formatted(archive.url("/cone?")));
        assertClosedAtOnce();

        Run run = trial.end(begun, Duration.ofSeconds(10));
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.error()).contains("camelopard.limits.metadata");
        assertNothingIsThere();
    }
}
