package io.camelopard.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.MisuseException;
import io.camelopard.ledger.Ledger.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationTest {
    @TempDir
    Path home;

    @Test
    void knowsTheNewestVersion() throws Exception {
        Path folder = Path.of(Migration.class.getResource("/db").toURI());
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).max(Comparator.naturalOrder()))
                    .get()
                    .asString()
                    .startsWith("V" + Migration.VERSION + "__");
        }
    }

    @Test
    void keepsWhatIsThere() {
        try (Ledger ledger = Ledger.open(Settings.in(home))) {
            ledger.targets().keep("m31", 1, 2);
        }
        try (Ledger ledger = Ledger.open(Settings.in(home))) {
            assertThat(ledger.targets().find("m31")).isPresent();
        }
    }

    @Test
    void refusesADatabaseThatItDoesNotKnowWithoutItsSecrets() {
        Settings settings = new Settings(home, "jdbc:mysql://me:secret@db/x", null, null, Duration.ofMinutes(1));

        assertThatThrownBy(() -> Ledger.open(settings))
                .isInstanceOf(MisuseException.class)
                .hasMessage("camelopard.ledger.url: 'jdbc:mysql:…' is no database that the ledger knows; "
                        + "expected jdbc:postgresql://… or jdbc:sqlite:PATH");
    }
}
