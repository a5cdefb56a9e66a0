package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.MisuseException;
import io.camelopard.harvest.HarvestFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A harvest that checks and needs what is not done yet is refused before anything is asked or fetched. */
class NotYetTest {
    @ParameterizedTest
    @CsvSource({"rosat-events, refine"})
    void refusesWhatIsNotDone(String name, String missing) {
        assertThatThrownBy(() -> NotYet.check(HarvestFile.load(draft(name))))
                .isInstanceOf(MisuseException.class)
                .hasMessageStartingWith("not yet done by this version: ")
                .hasMessageContaining(missing);
    }

    private static Path draft(String name) {
        return Stream.of("src/test/resources/harvest/valid", "docs/cookbook", "config/harvests")
                .map(folder -> Path.of(folder, name + ".yaml"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void takesTheShippedHarvest() {
        assertThatCode(() -> NotYet.check(HarvestFile.load(Path.of("config/harvests/nustar-3c105.yaml"))))
                .doesNotThrowAnyException();
    }
}
