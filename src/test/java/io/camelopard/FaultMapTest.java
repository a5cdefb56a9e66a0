package io.camelopard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/faults.md names a test for every promise, fault, threat and finding of RELIABILITY.md, in the tier where it is. */
class FaultMapTest {
    private static final Pattern ID = Pattern.compile("(P|F|(fault|threat) [A-Z])[0-9]+");

    private static List<Row> rows;

    private record Row(String id, String control, String verify, String faults) {
        static Row of(String line) {
            String[] cells = line.split("\\|", -1);
            return new Row(cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip());
        }
    }

    @BeforeAll
    static void read() throws IOException {
        rows = Files.readAllLines(Path.of("docs/faults.md")).stream()
                .filter(line -> line.startsWith("| ")
                        && ID.matcher(line.split("\\|", -1)[1].strip()).matches())
                .map(Row::of)
                .toList();
    }

    private static Stream<String> ids(String prefix, int last) {
        return IntStream.rangeClosed(1, last).mapToObj(i -> prefix + i);
    }

    @Test
    void everyIdHasARow() {
        List<String> ids = Stream.of(
                        ids("P", 10),
                        ids("fault K", 4),
                        ids("fault D", 6),
                        ids("fault N", 10),
                        ids("fault T", 2),
                        ids("fault Q", 5),
                        ids("fault S", 5),
                        ids("fault V", 2),
                        ids("fault B", 1),
                        ids("threat A", 5),
                        ids("threat B", 4),
                        ids("threat C", 3),
                        ids("threat D", 8),
                        ids("F", 12))
                .flatMap(all -> all)
                .toList();

        assertThat(rows).extracting(Row::id).containsExactlyElementsOf(ids);
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.control()).as(row.id()).isNotBlank());
    }

    @Test
    void theTestsThatAreNamedAreThereAndInTheirTier() {
        assertThat(rows).allSatisfy(row -> {
            assertTier(row, row.verify(), "verify");
            assertTier(row, row.faults(), "faults");
        });
    }

    private static void assertTier(Row row, String cell, String tier) {
        if (cell.startsWith("`src/test/bench/")) {
            assertThat(Path.of(cell.replace("`", ""))).as(row.id()).isExecutable();
            return;
        }
        List<String> named = NamedTests.in(cell);
        String expected = named.isEmpty() ? cell : String.join(", ", named);
        assertThat(cell).as(row.id()).isEqualTo(expected);
        assertThat(named.isEmpty()).as(row.id()).isEqualTo(tier.equals("faults") && cell.equals("–"));
        assertThat(named).allSatisfy(name -> assertThat(NamedTests.tier(name))
                .as(row.id() + " " + name)
                .isEqualTo(tier));
    }

    /** A document that names tests is worth as much as the look-up of them. */
    @Test
    void aNameThatIsNoTestIsNoticed() {
        assertThat(Arrays.stream(new String[] {
                            "`FaultMapTest#everyIdHasARow`",
                            "`FaultMapTest#read`",
                            "`FaultMapTest#absent`",
                            "`AbsentTest#x`",
                            "`SafeNameTest#isSafeAndInjectiveForAMillion`"
                        })
                        .map(NamedTests::tier))
                .containsExactly("verify", "no test", "no such method", "no such class", "faults");
    }
}
