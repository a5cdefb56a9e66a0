package io.camelopard.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each file ends in comments {@code #! LINE: message}, one for each problem that is to be told, in order. */
class HarvestCheckTest {
    private static final Path FILES = Path.of("src/test/resources/harvest/check");

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void tells(String file) throws IOException {
        String yaml = Files.readString(FILES.resolve(file));

        assertThat(HarvestFile.check(file, yaml))
                .extracting(Problem::toString)
                .isEqualTo(expected(file, yaml))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"everything.yaml", "mast.yaml", "urls.yaml"})
    void findsNothingWrong(String file) {
        assertThat(HarvestFile.check(Path.of("src/test/resources/harvest/valid", file)))
                .isEmpty();
    }

    private static List<String> expected(String file, String yaml) {
        return yaml.lines()
                .filter(line -> line.startsWith("#! "))
                .map(line -> file + ":" + line.substring(3))
                .toList();
    }
}
