package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.ledger.Run;
import io.camelopard.testing.MisbehavingServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partial files of transfers that nobody goes on with, such as those of a process that was killed. */
class LeftoversTest {
    @TempDir
    Path folder;

    @Test
    void aPartialFileIsGoneWhenNothingIsOwedAndNotBefore() throws IOException {
        try (MisbehavingServer archive = MisbehavingServer.start();
                MisbehavingServer busy = MisbehavingServer.start();
                Trial trial = Trial.in(folder).start()) {
            archive.serve("/a.fits").fits(5_760);
            busy.serve("/busy.fits").status(503).header("Retry-After", "3600").everyTime();
            Path part = trial.settings().home().resolve("staging/00ff-version.boot.part");
            Run waiting = trial.begin("waiting", Trial.urls(List.of(busy.url("/busy.fits"))));

            await().until(() -> !busy.requests().isEmpty());
            Files.writeString(part, "half");
            assertThat(trial.now(waiting).state().ended()).isFalse();
            trial.run("one", Trial.urls(List.of(archive.url("/a.fits"))));
            assertThat(part).exists();
        }
        try (Trial trial = Trial.in(folder.resolve("other")).start();
                MisbehavingServer archive = MisbehavingServer.start()) {
            archive.serve("/a.fits").fits(5_760);
            Path part = trial.settings().home().resolve("staging/00ff-version.boot.part");
            Files.writeString(part, "half");

            trial.run("one", Trial.urls(List.of(archive.url("/a.fits"))));

            assertThat(part).doesNotExist();
            assertThat(trial.staged()).isEmpty();
        }
    }
}
