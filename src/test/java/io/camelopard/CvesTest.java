package io.camelopard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/cves.md speaks of the libraries that are here, and names a test for each weakness (finding F11, threat D8). */
class CvesTest {
    private static final Pattern CVE = Pattern.compile("CVE-\\d{4}-\\d+(, CVE-\\d{4}-\\d+)*");
    private static final Pattern LIBRARY = Pattern.compile("([a-z0-9-]+) ([0-9][0-9A-Za-z.]*)");

    private static List<String[]> rows;

    @BeforeAll
    static void read() throws IOException {
        rows = Files.readAllLines(Path.of("docs/cves.md")).stream()
                .map(line -> line.split("\\s*\\|\\s*", -1))
                .filter(cells -> cells.length > 2 && CVE.matcher(cells[1]).matches())
                .toList();
    }

    @Test
    void speaksOfTheVersionsThatAreHere() {
        Set<String> jars = Arrays.stream(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(Pattern.quote(File.pathSeparator), -1))
                .map(path -> String.valueOf(Path.of(path).getFileName()))
                .collect(Collectors.toSet());

        assertThat(rows).hasSizeGreaterThan(10).allSatisfy(row -> {
            List<String> libraries = List.of(row[2].split(", ", -1));
            assertThat(libraries).isNotEmpty().allSatisfy(library -> {
                var named = LIBRARY.matcher(library);
                assertThat(named.matches()).as(library).isTrue();
                assertThat(jars).as(row[1]).contains(named.group(1) + "-" + named.group(2) + ".jar");
            });
        });
    }

    @Test
    void everyWeaknessHasATest() {
        assertThat(rows).allSatisfy(row -> {
            assertThat(row).hasSize(8);
            assertThat(Arrays.copyOfRange(row, 3, 6)).as(row[1]).doesNotContain("");
            assertThat(NamedTests.in(row[6])).as(row[1]).isNotEmpty().allSatisfy(test -> assertThat(
                            NamedTests.tier(test))
                    .as(test)
                    .isEqualTo("verify"));
        });
    }

    /** Those that the design was made with. */
    @Test
    void speaksOfThoseThatAreKnown() {
        assertThat(rows.stream().map(row -> row[1]).collect(Collectors.joining(", ")))
                .contains(
                        "CVE-2025-27636",
                        "CVE-2025-29891",
                        "CVE-2026-40453",
                        "CVE-2026-40860",
                        "CVE-2026-43866",
                        "CVE-2026-42527",
                        "CVE-2026-49098",
                        "CVE-2026-46726",
                        "CVE-2026-55993",
                        "CVE-2026-63621",
                        "CVE-2026-85251",
                        "CVE-2024-22369",
                        "CVE-2026-25747",
                        "CVE-2026-40858");
    }
}
