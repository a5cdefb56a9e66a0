package io.camelopard.votable;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.testing.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A VOTable that is larger than the heap goes through unmarshal and a streaming split under 256 MB. */
class SplitMemoryTest {
    @TempDir
    private Path folder;

    @Test
    void splitsATwentyFifth() {
        splits(200_000);
    }

    @Test
    @Tag("faults")
    void splitsFiveMillionRows() {
        splits(5_000_000);
    }

    private void splits(long rows) {
        try (Child child = Child.start(
                folder,
                List.of("-Xmx256m"),
                "io.camelopard.votable.SplitRoute",
                String.valueOf(rows),
                folder.resolve("rows.vot").toString())) {
            assertThat(child.status(Duration.ofMinutes(15))).as(child.output()).isZero();
            System.out.println("split.memory heap_mb=256 " + child.out().strip());
            assertThat(child.out()).contains(" rows=" + rows + "\n");
        }
    }
}
