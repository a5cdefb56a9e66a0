package io.camelopard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Ledger.Settings;
import io.camelopard.testing.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @TempDir
    Path temporary;

    @Test
    void aKilledProcessLeavesNoFileOfTheDriver() {
        try (Child child = killed(temporary)) {
            assertThat(child.status(LONG)).as(child.output()).isEqualTo(Killed.STATUS);
        }
        assertThat(temporary).isEmptyDirectory();
        assertThat(folder.resolve("home/ledger.db")).isNotEmptyFile();
    }

    @Test
    void aTemporaryFolderThatIsNotThereIsNamed() {
        Path missing = temporary.resolve("missing");
        try (Child child = killed(missing)) {
            assertThat(child.status(LONG)).isNotEqualTo(Killed.STATUS);
            assertThat(child.err())
                    .contains("MisuseException: ledger: SQLite's library cannot be loaded from " + missing + ": ")
                    .contains("; JAVA_OPTS=-Djava.io.tmpdir=FOLDER chooses another folder");
        }
    }

    private Child killed(Path temporary) {
        return Child.start(
                folder,
                List.of("-Djava.io.tmpdir=" + temporary),
                Killed.class.getName(),
                folder.resolve("home").toString());
    }

    /** Ends with an open ledger and deletes nothing at its end, like one that is killed. */
    static final class Killed {
        static final int STATUS = 99;

        public static void main(String[] arguments) {
            Ledger.open(Settings.in(Path.of(arguments[0])));
            Runtime.getRuntime().halt(STATUS);
        }
    }
}
