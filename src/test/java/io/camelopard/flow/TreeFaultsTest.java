package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.ledger.Entry;
import io.camelopard.ledger.FailureClass;
import io.camelopard.ledger.Run;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.Resource;
import io.camelopard.testing.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody did to the tree behind Camelopard's back (RELIABILITY D6): nothing is written outside of it. */
class TreeFaultsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final MisbehavingServer archive = MisbehavingServer.start();
    private Resource product;
    private Path store;

    @BeforeEach
    void serve() throws IOException {
        product = archive.serve("/x.fits").fits(28_800);
        store = Files.createDirectories(folder.resolve("home/store"));
    }

    @AfterEach
    void stop() {
        archive.close();
    }

    private Entry refused() {
        try (Trial trial = Trial.in(folder).start()) {
            Entry entry = trial.entry(run(trial));
            assertThat(entry.outcome()).isEqualTo("failed");
            assertThat(entry.failure()).isEqualTo(FailureClass.FINAL);
            assertThat(trial.staged()).isEmpty();
            return entry;
        }
    }

    private Run run(Trial trial) {
        return trial.run("x", Trial.urls(List.of(archive.url("/x.fits"))));
    }

    @Test
    void writesThroughNoLinkInPlaceOfAFolder() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.createSymbolicLink(store.resolve("out"), outside);

        assertThat(refused().reason()).contains("out is a symbolic link; nothing is written through it");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void writesThroughNoLinkInPlaceOfAFile() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside.fits"), "mine");
        Files.createSymbolicLink(Files.createDirectory(store.resolve("out")).resolve("x.fits"), outside);

        assertThat(refused().reason()).contains("x.fits is a symbolic link; nothing is written through it");
        assertThat(outside).hasContent("mine");
        assertThat(store.resolve("out/x.fits")).isSymbolicLink();
    }

    @Test
    void storesNothingWhileTheTreeIsReadOnly() {
        Tools.needRoot("to mount a folder read-only");
        try (Trial trial = Trial.in(folder).start()) {
            shell("mount", "--bind", store.toString(), store.toString());
            Run run;
            try {
                shell("mount", "-o", "remount,bind,ro", store.toString());
                run = trial.begin("x", Trial.urls(List.of(archive.url("/x.fits"))));
                await().atMost(LONG).until(() -> archive.requests().size() > 1);

                assertThat(trial.now(run).stored()).isZero();
                assertThat(Trial.files(store)).isEmpty();
            } finally {
                shell("umount", store.toString());
            }

            assertThat(trial.end(run, LONG).stored()).isOne();
            assertThat(trial.store())
                    .containsEntry("out/x.fits", product.sha256())
                    .hasSize(1);
        }
    }

    private static void shell(String... command) {
        try {
            assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                    .as("%s", List.of(command))
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
