package io.camelopard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/traps.md promises a test for each trap of the standards: the tests that it names are there. */
class TrapsTest {
    private static final Pattern ROW = Pattern.compile("\\| (\\S+) \\| (.+) \\| (.+) \\|");
    private static final Pattern NAMED = Pattern.compile("`([^`]+)`");
    private static final Path CASES = Path.of("src/test/resources/vo");

    private static List<String[]> rows;
    private static List<Path> sources;

    @BeforeAll
    static void read() throws IOException {
        rows = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("docs/traps.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && Character.isDigit(row.group(1).charAt(0))) {
                rows.add(new String[] {row.group(1), row.group(3)});
            }
        }
        try (Stream<Path> walk = Files.walk(Path.of("src/test/java"))) {
            sources = walk.filter(path -> path.toString().endsWith(".java")).toList();
        }
    }

    @Test
    void everyTrapNamesATest() {
        assertThat(rows)
                .hasSizeGreaterThan(40)
                .allSatisfy(row ->
                        assertThat(NAMED.matcher(row[1]).results()).as(row[0]).isNotEmpty());
    }

    @Test
    void theNumberedTrapsAreAllThere() {
        List<String> numbers = rows.stream().map(row -> row[0]).toList();
        for (int i = 1; i <= 12; i++) {
            assertThat(numbers).contains("1." + i);
        }
        for (int i = 1; i <= 7; i++) {
            assertThat(numbers).contains("2." + i);
        }
        assertThat(numbers).doesNotHaveDuplicates();
    }

    @Test
    void theTestsThatAreNamedAreThere() {
        assertThat(rows)
                .allSatisfy(row -> assertThat(NAMED.matcher(row[1]).results().map(found -> found.group(1)))
                        .as(row[0])
                        .allSatisfy(TrapsTest::assertThere));
    }

    private static void assertThere(String name) throws IOException {
        if (name.endsWith(".yaml")) {
            assertThat(CASES.resolve(name)).exists();
            return;
        }
        String[] classAndMethod = name.split("\\.", 2);
        List<Path> found = sources.stream()
                .filter(path -> path.endsWith(classAndMethod[0] + ".java"))
                .toList();
        assertThat(found).as(name).hasSize(1);
        if (classAndMethod.length > 1) {
            assertThat(Files.readString(found.get(0))).contains(" " + classAndMethod[1] + "(");
        }
    }
}
