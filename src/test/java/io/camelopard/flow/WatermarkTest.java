package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import io.camelopard.testing.MisbehavingServer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * State saved before the data is loss, after it duplicates (VO-TRAPS, mistakes of others): a watermark moves with the end of a
 * whole discovery, in its transaction, and what comes before it is only left out from then on.
 */
class WatermarkTest {
    private static final String MARK = "watermark: {column: t, start: '2026-01-01T00:00:00'";

    @TempDir
    Path folder;

    private MisbehavingServer archive;
    private Trial trial;

    @BeforeEach
    void start() {
        archive = MisbehavingServer.start();
        trial = Trial.in(folder).start();
    }

    @AfterEach
    void stop() {
        trial.close();
        archive.close();
    }

    private void serve(String path, String status, String... times) {
        String rows = Arrays.stream(times)
                .map(time -> "<TR><TD>" + time + "</TD><TD>" + time.hashCode() % 7 + "</TD></TR>")
                .collect(Collectors.joining());
        archive.serve(path).type("application/x-votable+xml").text("""
                <VOTABLE version="1.4"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="%s"/><TABLE>
                <FIELD name="t" datatype="char" arraysize="*" xtype="timestamp"/><FIELD name="n" datatype="int"/>
                <DATA><TABLEDATA>%s</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
                """.formatted(status, rows));
    }

    private String harvest(String target, String more) {
        return """
                description: what is new
                target: %s
                search: {protocol: scs, service: "%s", radius: 1, %s}
                links: none
                """.formatted(target, archive.url("/cone?"), more);
    }

    private Run run(String more) {
        return trial.run("new", harvest("\"10 20\"", more));
    }

    /** The times of the rows that were selected. */
    private List<String> times(Run run) {
        return trial.entries(run).stream()
                .map(Entry::identity)
                .map(row -> row.replaceFirst(".*\"t\":\"?([^\",]*)\"?.*", "$1"))
                .sorted()
                .toList();
    }

    @Test
    void leavesOutWhatIsBelowTheLargestValueOfTheLastCompleteDiscovery() {
        serve("/cone", "OK", "2025-12-31T23:59:59", "2026-01-02T00:00:00", "2026-01-05T00:00:00", "");
        Run first = run(MARK + "}");
        assertThat(times(first)).containsExactly("2026-01-02T00:00:00", "2026-01-05T00:00:00", "null");
        assertThat(first.rows()).isEqualTo(4);

        serve(
                "/cone",
                "OK",
                "2026-01-02T00:00:00",
                "2026-01-04T23:59:59",
                "2026-01-05T00:00:00",
                "2026-01-06T00:00:00");
        assertThat(times(run(MARK + "}"))).containsExactly("2026-01-05T00:00:00", "2026-01-06T00:00:00");
        assertThat(times(run(MARK + ", overlap: 2 d}")))
                .containsExactly("2026-01-04T23:59:59", "2026-01-05T00:00:00", "2026-01-06T00:00:00");
    }

    @Test
    void countsTheRowsThatWhereDropsAsSeen() {
        serve("/cone", "OK", "2026-01-02T00:00:00", "2026-01-05T00:00:00");
        assertThat(times(run(MARK + "}, where: t < '2026-01-03'"))).containsExactly("2026-01-02T00:00:00");
        assertThat(times(run(MARK + "}"))).containsExactly("2026-01-05T00:00:00");
    }

    @Test
    void goesNoFurtherThanALimit() {
        serve("/cone", "OK", "2026-01-05T00:00:00", "2026-01-02T00:00:00", "2026-01-03T00:00:00");
        String two = MARK + "}, order_by: t, limit: 2";
        assertThat(times(run(two))).containsExactly("2026-01-02T00:00:00", "2026-01-03T00:00:00");
        assertThat(times(run(two))).containsExactly("2026-01-03T00:00:00", "2026-01-05T00:00:00");
        assertThat(times(run(two))).containsExactly("2026-01-05T00:00:00");
    }

    @Test
    void staysWhereItIsWhenAnAnswerIsNotWholeOrFails() {
        for (String status : List.of("OVERFLOW", "ERROR")) {
            serve("/cone", status, "2026-01-05T00:00:00");
            run(MARK + "}, overflow: accept");
        }
        serve("/cone", "OK", "2026-01-02T00:00:00");
        assertThat(times(run(MARK + "}"))).containsExactly("2026-01-02T00:00:00");
    }

    @Test
    void staysWhereItIsInARunForALook() throws Exception {
        serve("/cone", "OK", "2026-01-05T00:00:00");
        Path file = folder.resolve("harvests/new.yaml");
        run(MARK + "}, overflow: accept, where: n > 100");
        for (boolean dry : List.of(true, false)) {
            java.nio.file.Files.writeString(file, harvest("\"10 21\"", MARK + "}"));
            Run look = trial.camelopard()
                    .harvest(
                            io.camelopard.harvest.HarvestFile.load(file),
                            List.of(),
                            dry ? Optional.empty() : Optional.of(1L),
                            dry)
                    .orElseThrow();
            assertThat(trial.end(look, java.time.Duration.ofSeconds(30)).state())
                    .isEqualTo(RunState.DONE);
        }
        serve("/cone", "OK", "2026-01-02T00:00:00");
        assertThat(times(trial.run("new", harvest("\"10 21\"", MARK + "}")))).containsExactly("2026-01-02T00:00:00");
    }

    @Test
    void eachTargetHasItsOwn() {
        serve("/cone", "OK", "2026-01-05T00:00:00");
        run(MARK + "}");
        serve("/cone", "OK", "2026-01-02T00:00:00");
        Run both = trial.run("new", harvest("[\"10 20\", \"30 40\"]", MARK + "}"));
        assertThat(times(both)).containsExactly("2026-01-02T00:00:00");
    }

    @Test
    void isOverAllPartsOfASplitSearch() {
        try (ModelSky sky = new ModelSky().around(10, 20, 1, 500)) {
            sky.limit = 100;
            String harvest = sky.harvest(10, 20, 1, "overflow: split, watermark: {column: id, start: 0}");
            assertThat(trial.run("sky", harvest).selected()).isGreaterThan(300);

            assertThat(trial.run("sky", harvest).selected()).isEqualTo(1);
        }
    }

    @Test
    void aColumnOfAnotherKindIsAMisuse() {
        serve("/cone", "OK", "2026-01-05T00:00:00");
        Run run = run("watermark: {column: t, start: 59000}");
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.error()).contains("search.watermark.start '59000'", "write a time too");
        assertThat(trial.camelopard().misused(run.id())).isTrue();
    }
}
