package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Run;
import io.camelopard.testing.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * As many rows, links and products as one likes pass through a small heap, in a JVM of its own; and what becomes of an
 * alternative when nothing of the better one is there.
 */
class BigRunTest {
    private static final String THIS = "[{semantics: this}]";

    @TempDir
    Path folder;

    @Test
    void eightThousandProductsPassThroughASmallHeap() {
        pass(8_000, "-Xmx128m", Duration.ofMinutes(5));
    }

    @Test
    @Tag("faults")
    void twoHundredThousandProductsPassThroughASmallHeap() {
        pass(200_000, "-Xmx256m", Duration.ofHours(1));
    }

    private void pass(long rows, String heap, Duration most) {
        List<String> options = List.of(heap, "-XX:+ExitOnOutOfMemoryError");
        String[] args = {folder.resolve("trial").toString(), String.valueOf(rows)};
        try (Child child = Child.start(folder.resolve("out"), options, Harvester.class.getName(), args)) {
            assertThat(child.status(most))
                    .as(child.err().lines().limit(100).toList().toString())
                    .isZero();
            System.out.println(child.out().strip());
            assertThat(child.out()).contains("stored=" + rows + " ");
        }
    }

    /** The archive and the program in one JVM; the archive needs next to nothing. */
    static final class Harvester {
        private Harvester() {}

        public static void main(String[] args) {
            long rows = Long.parseLong(args[1]);
            long began = System.nanoTime();
            try (ModelArchive archive = new ModelArchive(rows);
                    Trial trial = Trial.in(Path.of(args[0])).start()) {
                Run run = trial.end(trial.begin("big", archive.harvest(THIS)), Duration.ofHours(1));
                assertThat(run.rows()).isEqualTo(rows);
                assertThat(run.selected()).isEqualTo(rows);
                assertThat(run.products()).isEqualTo(rows);
                assertThat(run.bytes()).isEqualTo(rows * ModelArchive.BYTES);
                assertThat(archive.questions.get()).isLessThanOrEqualTo(rows / 20);
                assertThat(archive.files.get()).isEqualTo(rows);
                double seconds = (System.nanoTime() - began) / 1e9;
                System.out.printf(
                        "rows=%d stored=%d questions=%d seconds=%.1f products_per_s=%.0f%n",
                        rows, run.stored(), archive.questions.get(), seconds, rows / seconds);
            }
            System.exit(0);
        }
    }

    @Test
    void takesTheNextAlternativeWhenNothingOfTheBetterOneIsThere() {
        try (ModelArchive archive = new ModelArchive(3).without(path -> path.equals("/file/this/1.dat"));
                Trial trial = Trial.in(folder).start()) {
            Run run = trial.run("fallback", archive.harvest("[{semantics: this}, {semantics: preview}]"));

            assertThat(run.products()).isEqualTo(3);
            assertThat(run.stored()).isEqualTo(3);
            assertThat(run.degraded()).isEqualTo(1);
            assertThat(run.failed()).isZero();
            List<Entry> second = trial.entries(run).stream()
                    .filter(entry -> entry.alternative() == 1)
                    .toList();
            assertThat(second).hasSize(1);
            assertThat(second.get(0).url()).endsWith("/file/preview/1.dat");
            assertThat(second.get(0).outcome()).isEqualTo("stored");
            assertThat(trial.entries(run).stream().filter(entry -> "superseded".equals(entry.outcome())))
                    .hasSize(1)
                    .allSatisfy(entry -> assertThat(entry.reason()).contains("status 404"));
            assertThat(archive.files.get()).isEqualTo(4);
            assertThat(archive.questions.get()).isEqualTo(1);
        }
    }

    @Test
    void failsOnlyWhenEveryAlternativeHas() {
        try (ModelArchive archive = new ModelArchive(2).without(path -> path.endsWith("/0.dat"));
                Trial trial = Trial.in(folder).start()) {
            Run run = trial.run("none", archive.harvest("[{semantics: this}, {semantics: preview}]"));

            assertThat(run.products()).isEqualTo(2);
            assertThat(run.failed()).isEqualTo(1);
            assertThat(run.stored()).isEqualTo(1);
            assertThat(run.degraded()).isZero();
        }
    }
}
