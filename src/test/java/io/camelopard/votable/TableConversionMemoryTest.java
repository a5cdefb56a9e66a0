package io.camelopard.votable;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.testing.Child;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table larger than the heap becomes each format and is read again, and no temporary file is left. */
class TableConversionMemoryTest {
    @TempDir
    private Path folder;

    @Test
    void convertsInLittleMemory() throws IOException {
        converts(50_000, "-Xmx64m");
    }

    @Test
    @Tag("faults")
    void convertsTenMillionRows() throws IOException {
        converts(10_000_000, "-Xmx256m");
    }

    private void converts(long rows, String heap) throws IOException {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        try (Child child = Child.start(
                folder,
                List.of(heap, "-Djava.io.tmpdir=" + temporary),
                TableConversionMemoryTest.class.getName(),
                String.valueOf(rows),
                folder.toString())) {
            assertThat(child.status(Duration.ofHours(2))).as(child.output()).isZero();
            System.out.println("convert.memory heap=" + heap + " " + child.out().replace('\n', ' '));
            assertThat(child.out()).contains("left=0\n");
        }
    }

    /** In a JVM of its own: from VOTable to each format, and from each that is read to VOTable. */
    public static void main(String[] args) throws IOException {
        long rows = Long.parseLong(args[0]);
        Path folder = Path.of(args[1]);
        Path first = folder.resolve("first.vot");
        try (InputStream in = new Generated(rows)) {
            Files.copy(in, first);
        }
        for (TableFormat format : TableFormat.values()) {
            Path there = folder.resolve("there");
            check(new TableConversion(format).from(first, there), rows);
            if (format != TableFormat.ASCII && format != TableFormat.PARQUET) {
                check(new TableConversion(TableFormat.VOTABLE).from(there, folder.resolve("back")), rows);
            }
            System.out.println(format + "=" + Files.size(there) / 1_000_000 + "MB");
        }
        try (var left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            System.out.println("left="
                    + left.filter(file -> !file.getFileName().toString().startsWith("hsperf"))
                            .count());
        }
    }

    private static void check(TableConversion.Outcome outcome, long rows) {
        if (!(outcome instanceof TableConversion.Outcome.Converted converted) || converted.rows() != rows) {
            throw new IllegalStateException("found " + outcome + ", expected " + rows + " rows");
        }
    }
}
