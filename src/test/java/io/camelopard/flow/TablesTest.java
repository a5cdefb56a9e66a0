package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.harvest.HarvestFile;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.votable.Column;
import io.camelopard.votable.Limits;
import io.camelopard.votable.Row;
import io.camelopard.votable.VotableReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Harvests that make tables of rows and of products, through the whole program. */
class TablesTest {
    private static final String FIELDS = """
            <FIELD ID="n" name="name" datatype="char" arraysize="*" ucd="meta.id;meta.main"/>
            <FIELD name="ra" datatype="double" unit="deg" ucd="pos.eq.ra;meta.main"/>
            <FIELD name="dec" datatype="double" unit="deg" ucd="pos.eq.dec;meta.main"/>
            <FIELD name="t_min" datatype="double" unit="d" ucd="time.start;obs.exposure"/>
            <FIELD name="access_url" datatype="char" arraysize="*" ucd="meta.ref.url"/>
            """;

    @TempDir
    Path folder;

    private MisbehavingServer archive;
    private Trial trial;

    @BeforeEach
    void start() throws IOException {
        archive = MisbehavingServer.start();
        trial = Trial.in(folder).start();
    }

    @AfterEach
    void stop() {
        trial.close();
        archive.close();
    }

    static String votable(String fields, String... rows) {
        return "<?xml version=\"1.0\"?>\n<VOTABLE version=\"1.4\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\">"
                + "<RESOURCE type=\"results\"><INFO name=\"QUERY_STATUS\" value=\"OK\"/><TABLE>" + fields
                + "<DATA><TABLEDATA>" + String.join("", rows)
                + "</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";
    }

    private String row(String name, String tMin) {
        return "<TR><TD>" + name + "</TD><TD>10.5</TD><TD>-2</TD><TD>" + tMin + "</TD><TD>" + archive.url("/" + name)
                + ".fits?id=1</TD></TR>";
    }

    private void answers(String path, String document) {
        archive.serve(path)
                .bytes(document.getBytes(StandardCharsets.UTF_8))
                .header("Content-Type", "application/x-votable+xml");
    }

    private String harvest(String more) {
        return """
                description: tables
                target: "10.5 -2"
                search: {protocol: scs, service: "%s?", radius: 1}
                links: none
                store: {to: "file:t"}
                %s
                """.formatted(archive.url("/cone"), more);
    }

    private record Read(List<Column> columns, List<Row> rows) {
        List<Object> column(String name) {
            return rows.stream().map(row -> row.get(name)).toList();
        }

        List<String> names() {
            return columns.stream().map(Column::name).toList();
        }
    }

    private Read read(String path) {
        try (VotableReader reader = VotableReader.open(file(path), Limits.defaults())) {
            List<Row> rows = new ArrayList<>();
            reader.forEachRemaining(rows::add);
            return new Read(reader.columns(), rows);
        }
    }

    private Path file(String path) {
        return trial.settings().store().resolve(path);
    }

    private List<String> lines(String path) throws IOException {
        return Files.readAllLines(file(path));
    }

    private List<String> tables(Run run) {
        return trial.camelopard().ledger().tables().of(run.id());
    }

    @Test
    void aCatalogueBecomesATableAndNoProducts() {
        answers("/cone", votable(FIELDS, row("a", "59000.5"), row("b", "")));

        Run run = trial.run("cone", harvest("table: {file: cone.vot}"));

        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(run.rows()).isEqualTo(2);
        assertThat(run.selected()).isEqualTo(2);
        assertThat(run.products()).isZero();
        assertThat(trial.entries(run)).isEmpty();
        assertThat(tables(run)).containsExactly("t/cone.vot");
        Read table = read("t/cone.vot");
        assertThat(table.names()).containsExactly("name", "ra", "dec", "t_min", "access_url");
        assertThat(table.columns().get(1).unit()).isEqualTo("deg");
        assertThat(table.columns().get(1).ucd()).isEqualTo("pos.eq.ra;meta.main");
        assertThat(table.column("t_min")).containsExactly(59000.5, null);
        assertThat(trial.staged()).isEmpty();
    }

    @Test
    void addsAndChoosesColumnsInSeveralTablesAtOnce() throws IOException {
        answers("/cone", votable(FIELDS, row("a", "59000.5"), row("b", ""), row("c", "41000")));

        Run run = trial.run("plates", harvest("""
                table:
                  - {file: table.txt, add: {date_min: iso(t_min), early: t_min < 50000, twice: ra * 2, one: "1"}}
                  - {file: table_dates.txt, add: {t_min_ym: year_month(t_min), scan_id: last_segment(access_url)}, columns: [T_MIN_YM, scan_id]}
                  - {file: all.csv, add: {date_min: iso(t_min), early: t_min < 50000, twice: ra * 2, one: "1"}}
                """));

        assertThat(tables(run)).containsExactly("t/table.txt", "t/table_dates.txt", "t/all.csv");
        assertThat(lines("t/table_dates.txt").stream().map(String::strip))
                .containsExactly("# t_min_ym scan_id", "2020-05  a.fits", "\"\"       b.fits", "1971-02  c.fits");
        assertThat(lines("t/all.csv")).hasSize(4).first().asString().endsWith(",date_min,early,twice,one");
        assertThat(lines("t/all.csv").get(1)).endsWith(",2020-05-31T12:00:00,false,21.0,1");
        assertThat(lines("t/all.csv").get(2)).endsWith(",,,21.0,1");
        assertThat(lines("t/table.txt")).hasSize(4);
    }

    @Test
    void severalTargetsStandInOneTableWithTheirNames() {
        answers("/cone", votable(FIELDS, row("a", "1")));

        Run run =
                trial.run("two", harvest("table: {file: two.vot}").replace("\"10.5 -2\"", "[\"10.5 -2\", \"11 -3\"]"));

        assertThat(run.targets()).isEqualTo(2);
        Read table = read("t/two.vot");
        assertThat(table.names()).startsWith("target", "name");
        assertThat(table.column("target")).containsExactly("10.50000 -2.00000", "11.00000 -3.00000");
    }

    @Test
    void aTableForEachTargetWhenItsNameHoldsTheTarget() {
        answers("/cone", votable(FIELDS, row("a", "1")));

        Run run = trial.run(
                "each",
                harvest("table: {file: \"{target.ra:.0f}-{date}.vot\"}")
                        .replace("\"10.5 -2\"", "[\"10.0 -2\", \"11 -3\"]"));

        String date = run.booked().toString().substring(0, 10);
        assertThat(tables(run)).containsExactly("t/10-" + date + ".vot", "t/11-" + date + ".vot");
    }

    @Test
    void answersOfSeveralServicesAreJoinedByTheNamesOfTheirColumns() {
        answers("/cone", votable(FIELDS, row("a", "1")));
        answers(
                "/other",
                votable(
                        "<FIELD name=\"RA\" datatype=\"float\" unit=\"deg\"/><FIELD name=\"mag\" datatype=\"float\"/>",
                        "<TR><TD>7</TD><TD>12.5</TD></TR>"));
        String both = "[\"%s?\", \"%s?\"]".formatted(archive.url("/cone"), archive.url("/other"));

        Run run = trial.run(
                "both", harvest("table: {file: both.vot}").replace("\"" + archive.url("/cone") + "?\"", both));

        assertThat(run.error()).isNull();
        Read table = read("t/both.vot");
        assertThat(table.names()).containsExactly("name", "ra", "dec", "t_min", "access_url", "mag");
        assertThat(table.column("ra")).containsExactly(10.5, 7.0);
        assertThat(table.column("name")).containsExactly("a", null);
        assertThat(table.column("mag")).containsExactly(null, 12.5f);
    }

    @Test
    void columnsThatCannotBeOneAreToldAndNothingIsPublished() {
        answers("/cone", votable(FIELDS, row("a", "1")));
        answers("/other", votable("<FIELD name=\"ra\" datatype=\"double\" unit=\"arcsec\"/>", "<TR><TD>7</TD></TR>"));
        String both = "[\"%s?\", \"%s?\"]".formatted(archive.url("/cone"), archive.url("/other"));

        Run run = trial.run(
                "both", harvest("table: {file: both.vot}").replace("\"" + archive.url("/cone") + "?\"", both));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.error())
                .isEqualTo("table both.vot: column 'ra' is double in deg in one answer and double in arcsec in another,"
                        + " which are no one column; write {service} in table.file, or choose columns");
        assertThat(trial.store()).isEmpty();
        assertThat(trial.staged()).isEmpty();
    }

    @Test
    void aSearchThatFailsHasNoRowsInTheTable() {
        answers("/cone", votable(FIELDS, row("a", "1")));
        answers("/bad", votable(FIELDS, row("b", "1"), "<TR><TD>c</TD><TD>oops</TD><TD/><TD/><TD/></TR>"));
        String both = "[\"%s?\", \"%s?\"]".formatted(archive.url("/bad"), archive.url("/cone"));

        Run run = trial.run(
                "both", harvest("table: {file: both.vot}").replace("\"" + archive.url("/cone") + "?\"", both));

        assertThat(run.targetsFailed()).isEqualTo(1);
        assertThat(read("t/both.vot").column("name")).containsExactly("a");
    }

    @Test
    void replacesItsOwnTableAndNoOtherFile() throws IOException {
        answers("/cone", votable(FIELDS, row("a", "1")));
        String harvest = harvest("table: {file: cone.csv}");
        trial.run("cone", harvest);
        answers("/cone2", votable(FIELDS, row("a", "1"), row("b", "2")));
        trial.run("cone", harvest.replace("/cone?", "/cone2?"));
        assertThat(lines("t/cone.csv")).hasSize(3);

        Files.writeString(file("t/mine.csv"), "mine");
        Run run = trial.run("cone", harvest.replace("cone.csv", "mine.csv"));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.error()).contains("mine.csv is there and not from here; it is not overwritten");
        assertThat(file("t/mine.csv")).hasContent("mine");
    }

    @Test
    void anotherHarvestsTableGetsANameOfItsOwn() {
        answers("/cone", votable(FIELDS, row("a", "1")));
        trial.run("one", harvest("table: {file: cone.csv}"));

        Run run = trial.run("two", harvest("table: {file: cone.csv}"));

        assertThat(tables(run)).singleElement().asString().matches("t/cone-[0-9a-f]{8}\\.csv");
    }

    @Test
    void aTableOfProductsSaysWhatBecameOfEach() {
        answers("/cone", votable(FIELDS, row("a", "59000.5"), row("b", ""), row("c", "41000")));
        archive.serve("/a.fits").fits(5760);
        archive.serve("/c.fits").fits(8640);

        Run run = trial.run("products", harvest("""
                table:
                  - {file: products.vot, of: products, add: {day: iso(t_min), kind: link.semantics}}
                  - {file: short.csv, of: products, columns: [path, state]}
                """).replace("links: none", "links: [{semantics: this}]"));

        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(run.stored()).isEqualTo(2);
        assertThat(run.failed()).isEqualTo(1);
        assertThat(tables(run)).containsExactly("t/products.vot", "t/short.csv");
        Read table = read("t/products.vot");
        assertThat(table.names())
                .containsExactly(
                        "name",
                        "ra",
                        "dec",
                        "t_min",
                        "access_url",
                        "semantics",
                        "path",
                        "bytes",
                        "sha256",
                        "alternative",
                        "state",
                        "reason",
                        "day",
                        "kind");
        assertThat(table.columns().get(3).unit()).isEqualTo("d");
        assertThat(table.column("state")).containsExactlyInAnyOrder("stored", "failed", "stored");
        Row stored = table.rows().stream()
                .filter(row -> "a".equals(row.get("name")))
                .findFirst()
                .orElseThrow();
        assertThat(stored.get("t_min")).isEqualTo(59000.5);
        assertThat(stored.get("bytes")).isEqualTo(5760L);
        assertThat(stored.get("sha256")).isEqualTo(Trial.digest(file((String) stored.get("path"))));
        assertThat(stored.get("day")).isEqualTo("2020-05-31T12:00:00");
        assertThat(stored.get("kind")).isEqualTo("#this");
    }

    @Test
    void aDryRunWritesNoTable() throws IOException {
        answers("/cone", votable(FIELDS, row("a", "1")));
        Path file = Files.writeString(folder.resolve("dry.yaml"), harvest("table: {file: cone.vot}"));

        Run run = trial.camelopard()
                .harvest(HarvestFile.load(file), List.of(), Optional.empty(), true)
                .orElseThrow();
        trial.end(run, Duration.ofMinutes(1));

        assertThat(trial.store()).isEmpty();
        assertThat(trial.now(run).selected()).isEqualTo(1);
    }

    /** What was spooled by a process that died is deleted, and the table is that of the discovery that ended. */
    @Test
    void beginsAnewAfterARestartInTheMiddleOfDiscovery() throws IOException {
        answers("/cone", votable(FIELDS, row("a", "1")));
        archive.serve("/slow").bytes(new byte[10]).thenStallAfter(5).everyTime();
        String both = "[\"%s?\", \"%s?\"]".formatted(archive.url("/cone"), archive.url("/slow"));
        String harvest = harvest("table: {file: cone.vot}").replace("\"" + archive.url("/cone") + "?\"", both);
        Run cut = trial.begin("restart", harvest);
        org.awaitility.Awaitility.await()
                .until(() -> trial.now(cut).rows() == 1 && !trial.staged().isEmpty());
        trial.close();
        trial = Trial.in(folder).start();

        Run run = trial.run("restart", harvest.replace("/slow", "/cone"));

        assertThat(read("t/cone.vot").column("name")).containsExactly("a", "a");
        assertThat(trial.staged()).isEmpty();
        assertThat(tables(run)).containsExactly("t/cone.vot");
        assertThat(Map.copyOf(trial.store())).hasSize(1);
    }
}
