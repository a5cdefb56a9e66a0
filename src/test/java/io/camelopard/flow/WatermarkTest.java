package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.ModelTap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        trial = Trial.in(folder)
                .set("camelopard.registry.url", archive.url("/registry"))
                .start();
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
                """.formatted(target, archive.url("/cone?"), more) + Trial.ROWS;
    }

    private Run run(String more) {
        return trial.run("new", harvest("\"10 20\"", more));
    }

    /** The times of the rows that were selected. */
    private List<String> times(Run run) {
        return trial.rows(run, "t");
    }

    @Test
    void leavesOutWhatIsBelowTheLargestValueOfTheLastCompleteDiscovery() {
        serve("/cone", "OK", "2025-12-31T23:59:59", "2026-01-02T00:00:00", "2026-01-05T00:00:00", "");
        Run first = run(MARK + "}");
        assertThat(times(first)).containsExactly("", "2026-01-02T00:00:00", "2026-01-05T00:00:00");
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
            Files.writeString(file, harvest("\"10 21\"", MARK + "}"));
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

    // ---- in a query

    private static final String OBSERVATIONS = """
            INSERT INTO obs VALUES (9007199254740993, 60000.25, '2026-01-02T00:00:00'),
            (9007199254740994, 60001.5, '2026-01-05T12:00:00.5')""";

    private Run query(ModelTable table, String column, String start, String more) {
        return trial.run("query", """
                description: what is new
                search:
                  protocol: tap
                  service: "%s"
                  mode: sync
                  query: SELECT * FROM obs WHERE %2$s >= {watermark}
                  watermark: {column: %2$s, start: %3$s%4$s}
                """.formatted(table.service.base(), column, start, more) + Trial.ROWS);
    }

    /** First from the start, then from the largest value, less the overlap; as a literal of the column's own kind. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id  | 0                     |                | 0       | 9007199254740994        | 1",
                "mjd | 60000                 | , overlap: 2 d | 60000   | 59999.5                 | 2",
                "mjd | 60000.25              | , overlap: 12 h| 60000.25| 60001                   | 1",
                "t   | '2026-01-01T00:00:00' |                |'2026-01-01T00:00:00'|'2026-01-05T12:00:00.5'| 1",
                "t   | 2026-01-01            | , overlap: 1 d |'2026-01-01'|'2026-01-04T12:00:00.5'| 1"
            },
            quoteCharacter = '^')
    void standsInTheQuery(String column, String start, String overlap, String first, String second, int again) {
        try (ModelTable table = new ModelTable("CREATE TABLE obs (id INTEGER, mjd DOUBLE, t TEXT)", OBSERVATIONS)) {
            String more = overlap == null ? "" : overlap;
            assertThat(query(table, column, start, more).selected()).isEqualTo(2);
            assertThat(query(table, column, start, more).selected()).isEqualTo(again);
            assertThat(table.queries())
                    .containsExactly(
                            "SELECT * FROM obs WHERE " + column + " >= " + first,
                            "SELECT * FROM obs WHERE " + column + " >= " + second);
        }
    }

    /** All parts of an upload have one: it moves to the largest value of all, and stays when one of them fails. */
    @Test
    void isOverAllPartsOfAnUpload() throws Exception {
        Files.createDirectories(folder.resolve("harvests"));
        Files.writeString(folder.resolve("harvests/targets.csv"), "name,ra,dec\nt1,1,1\nt2,2,2\nt3,3,3\nt4,4,4\n");
        AtomicBoolean broken = new AtomicBoolean(true);
        try (ModelTap service = new ModelTap()) {
            service.sync(asked -> {
                boolean early = asked.body().contains("t1");
                boolean late = asked.body().contains("t4");
                return early && late
                        ? ModelTap.Reply.of(413, "")
                        : late && broken.get()
                                ? ModelTap.Reply.of(200, ModelTap.error("broken"))
                                : ModelTap.Reply.of(200, ModelTap.table("OK", early ? 8 : 5));
            });
            String harvest = """
                    description: x
                    target: {file: targets.csv}
                    search:
                      protocol: tap
                      service: "%s"
                      mode: sync
                      upload: targets
                      query: SELECT * FROM TAP_UPLOAD.targets WHERE n >= {watermark}
                      watermark: {column: n, start: 1}
                    """.formatted(service.base()) + Trial.ROWS;
            for (boolean now : List.of(true, false, false)) {
                broken.set(now);
                assertThat(trial.run("upload", harvest).targetsFailed()).isEqualTo(now ? 2 : 0);
            }
            assertThat(service.asked("POST /tap/sync"))
                    .extracting(asked -> asked.body().replaceFirst("(?s).*n >= (\\d).*", "$1"))
                    .containsExactly("1", "1", "1", "1", "1", "1", "8", "8", "8");
        }
    }

    /** Not of the search of the registry: what it finds may be another service tomorrow. */
    @Test
    void isThatOfEachServiceThatIsFound() {
        serve("/a", "OK", "2026-01-05T00:00:00");
        serve("/b", "OK", "2026-01-02T00:00:00");
        registry("a", "b");
        String harvest = harvest("\"10 20\"", MARK + "}")
                .replaceFirst("service: \"[^\"]*\"", "service: {keywords: x, take: all}");
        assertThat(trial.run("found", harvest).selected()).isEqualTo(2);

        serve("/a", "OK", "2026-01-04T00:00:00");
        serve("/b", "OK", "2026-01-03T00:00:00");
        serve("/c", "OK", "2026-01-01T00:00:00");
        registry("c", "b", "a");
        assertThat(times(trial.run("found", harvest))).containsExactly("2026-01-01T00:00:00", "2026-01-03T00:00:00");
    }

    private void registry(String... services) {
        String rows = Arrays.stream(services)
                .map(name -> "<TR><TD>ivo://x/%s</TD><TD>%s</TD><TD>ivo://ivoa.net/std/conesearch</TD></TR>"
                        .formatted(name, archive.url("/" + name + "?")))
                .collect(Collectors.joining());
        archive.serve("/registry/sync").type("application/x-votable+xml").text("""
                <VOTABLE version="1.4"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>
                <FIELD name="ivoid" datatype="char" arraysize="*"/><FIELD name="access_url" datatype="char" arraysize="*"/>
                <FIELD name="standard_id" datatype="char" arraysize="*"/>
                <DATA><TABLEDATA>%s</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
                """.formatted(rows));
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
