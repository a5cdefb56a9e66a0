package io.camelopard.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedHarvestsTest {
    static List<Path> shipped() throws IOException {
        try (Stream<Path> config = Files.list(Path.of("config/harvests"));
                Stream<Path> cookbook = Files.list(Path.of("docs/cookbook"))) {
            return Stream.concat(config, cookbook)
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void checks(Path file) {
        assertThat(HarvestFile.check(file)).isEmpty();
        assertThat(HarvestFile.load(file).name() + ".yaml").isEqualTo(String.valueOf(file.getFileName()));
    }

    @Test
    void theCookbookListsEveryFile() throws IOException {
        String page = Files.readString(Path.of("docs/cookbook.md"));
        assertThat(shipped()).hasSizeGreaterThan(15).allSatisfy(file -> assertThat(page)
                .contains("/" + file.getFileName() + ")"));
    }

    @Test
    void theSchemaForEditorsIsTheOneThatIsChecked() {
        assertThat(Path.of("config/harvest.schema.json"))
                .hasSameTextualContentAs(Path.of("src/main/resources/io/camelopard/harvest/harvest.schema.json"));
    }
}
