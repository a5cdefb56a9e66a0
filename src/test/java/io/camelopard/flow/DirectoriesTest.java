package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Run;
import io.camelopard.testing.MisbehavingServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Folders with many more files than a queue has places, listed by the same few workers that fetch the files: a worker that
 * put what it finds into its own queue would wait for itself.
 */
class DirectoriesTest {
    private static final int FOLDERS = 8;

    @TempDir
    Path folder;

    @Test
    void eightFoldersEndWithTwoWorkers() {
        harvest(100);
    }

    @Test
    @Tag("faults")
    void eightLargeFoldersEndWithTwoWorkers() {
        harvest(1_000);
    }

    private void harvest(int files) {
        try (MisbehavingServer archive = MisbehavingServer.start();
                Trial trial = Trial.in(folder).set("camelopard.transfers", "2").start()) {
            archive.otherwise().bytes(64);
            for (int i = 0; i < FOLDERS; i++) {
                archive.serve("/d" + i + "/").type("text/html").text(listing(i, files));
            }
            List<String> folders = IntStream.range(0, FOLDERS)
                    .mapToObj(i -> archive.url("/d" + i + "/"))
                    .toList();
            Run run = trial.end(trial.begin("folders", Trial.directories(folders)), Duration.ofMinutes(5));

            assertThat(run.stored()).isEqualTo((long) FOLDERS * files);
            assertThat(run.products()).isEqualTo((long) FOLDERS * files);
            assertThat(trial.store()).hasSize(FOLDERS * files).containsKeys("out/d0/f0.dat", "out/d7/f99.dat");
            assertThat(trial.staged()).isEmpty();
            assertThat(archive.requests()).hasSize(FOLDERS * files + FOLDERS);
            assertThat(archive.mostAtOnce()).isLessThanOrEqualTo(2);
        }
    }

    private static String listing(int folder, int files) {
        return IntStream.range(0, files)
                .mapToObj(i -> "<a href=\"f%d.dat\">f%d.dat</a>  2024-01-01 00:00   64\n".formatted(i, i))
                .collect(Collectors.joining(
                        "",
                        "<html><head><title>Index of /d%d</title></head><body><h1>Index of /d%d</h1><pre>"
                                        .formatted(folder, folder)
                                + "<a href=\"?C=N;O=D\">Name</a> <a href=\"/\">Parent Directory</a>\n",
                        "</pre></body></html>"));
    }
}
