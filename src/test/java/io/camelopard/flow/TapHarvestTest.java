package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.ModelTap;
import io.camelopard.testing.ModelTap.Asked;
import io.camelopard.testing.ModelTap.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Harvests by TAP through the whole program: sync, async, both, and uploads of targets. */
class TapHarvestTest {
    private static final Pattern CELL = Pattern.compile("<TD>([^<]*)</TD>");

    @TempDir
    Path folder;

    private final ModelTap service = new ModelTap();
    private final MisbehavingServer sesame = MisbehavingServer.start();
    private Trial trial;

    @BeforeEach
    void start() {
        sesame.otherwise().text("<Sesame><Target><name>x</name><INFO>Zero (0) answers</INFO></Target></Sesame>");
        trial = Trial.in(folder)
                .set("camelopard.sesame.url", sesame.url("/sesame"))
                .start();
    }

    @AfterEach
    void close() {
        trial.close();
        service.close();
        sesame.close();
    }

    // ---- modes

    @Test
    void asksOnceWithItsLiteralsAndParameters() {
        service.sync(asked -> Reply.of(200, ModelTap.table("OK", 3)));

        Run run = trial.run("sync", """
                description: x
                target: "10.0 -20.5"
                search:
                  protocol: tap
                  service: "%s/sync/"
                  mode: sync
                  radius: 6 arcmin
                  maxrec: 50
                  params: {RUNID: me}
                  query: SELECT * FROM t WHERE 1 = CONTAINS(p, CIRCLE('ICRS', {ra}, {dec}, {radius}))
                links: none
                store: {to: "file:out"}
                """.formatted(service.base()));

        assertDone(run, 3);
        assertThat(service.log()).containsExactly("GET /tap/sync");
        Asked asked = service.asked().get(0);
        assertThat(asked.param("QUERY"))
                .isEqualTo("SELECT * FROM t WHERE 1 = CONTAINS(p, CIRCLE('ICRS', 10.0, (-20.5), 0.1))");
        assertThat(asked.param("REQUEST") + asked.param("LANG") + asked.param("MAXREC") + asked.param("RUNID"))
                .isEqualTo("doQueryADQL50me");
    }

    @Test
    void runsAJobAndDeletesIt() {
        service.result(ModelTap.table("OK", 4));

        Run run = trial.run("async", harvest("mode: async", "SELECT 1"));

        assertDone(run, 4);
        assertThat(service.left()).isEmpty();
        assertThat(service.log()).endsWith("DELETE /tap/async/j1").doesNotContain("GET /tap/async");
        assertThat(service.asked("POST /tap/async/j1/phase PHASE=RUN")).hasSize(1);
        assertThat(service.asked().get(0).params()).doesNotContainKey("PHASE");
    }

    /** VO-TRAPS 4, DALI: the last QUERY_STATUS counts; TAPRegExt: sync limits are often far lower. */
    @Test
    void runsAJobWhereOneRequestIsNotEnough() {
        service.sync(asked -> Reply.of(200, ModelTap.table("OVERFLOW", 2))).result(ModelTap.table("OK", 7));

        assertDone(trial.run("auto", harvest("mode: auto", "SELECT 1")), 7);
        assertThat(service.left()).isEmpty();
    }

    /** VO-TRAPS 4, UWS: ABORTED keeps partial results, which are no whole answer. */
    @Test
    void takesWhatAnAbortedJobHasForTruncated() {
        service.phases("PENDING", "ABORTED").result(ModelTap.table("OK", 2));

        Run refused = trial.run("aborted", harvest("mode: async", "SELECT 1"));
        assertThat(refused.state()).isEqualTo(RunState.FAILED);
        assertThat(refused.overflow()).isTrue();

        Run accepted = trial.run("accepted", harvest("mode: async\n  overflow: accept", "SELECT 1"));
        assertDone(accepted, 2);
        assertThat(accepted.overflow()).isTrue();
    }

    @Test
    void saysWhatTheServiceSaysWhenAJobFails() {
        service.phases("PENDING", "EXECUTING", "ERROR")
                .instead(asked -> asked.path().endsWith("/error") ? Reply.of(200, ModelTap.error("no table t")) : null);

        Run run = trial.run("error", harvest("mode: async", "SELECT 1"));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.error()).contains("the job ended in an error: no table t");
        assertThat(service.left()).isEmpty();
    }

    /** VO-TRAPS 4, TAP: redirects of POST, and results behind redirects. */
    @Test
    void followsTheRedirectsOfALongQueryAndOfItsResult() {
        service.sync(asked -> Reply.to(303, "/tap/made")).instead(asked -> switch (asked.path()) {
            case "/old/sync" -> Reply.to(307, "/tap/sync");
            case "/tap/made" -> Reply.to(302, "/tap/here");
            case "/tap/here" -> Reply.of(200, ModelTap.table("OK", 5));
            default -> null;
        });
        String longQuery = "SELECT 1 FROM t WHERE x = " + "1".repeat(3_000);

        Run run = trial.run(
                "moved",
                harvest("mode: sync", longQuery)
                        .replace(service.base(), service.base().replace("/tap", "/old")));

        assertDone(run, 5);
        assertThat(service.log()).containsExactly("POST /old/sync", "POST /tap/sync", "GET /tap/made", "GET /tap/here");
        assertThat(service.asked().get(1).param("QUERY")).isEqualTo(longQuery);
    }

    // ---- uploads

    @Test
    void uploadsAllTargetsAtOnceAndFailsThoseThatNobodyKnows() throws IOException {
        service.sync(asked -> Reply.of(200, ModelTap.table("OK", 2)));

        Run run = trial.run("upload", upload("""
                name,ra,dec,mag,id,B-V
                a,10.5,-20,12.5,007,1
                "<b & c>",11,21,,12,2
                nobody,,,3,4,5
                """));

        assertDone(run, 2);
        assertThat(run.targets()).isEqualTo(3);
        assertThat(run.targetsFailed()).isEqualTo(1);
        assertThat(run.error()).contains("nobody");
        assertThat(service.log()).containsExactly("POST /tap/sync");
        String body = service.asked().get(0).body();
        assertThat(body)
                .contains("name=\"UPLOAD\"\r\n\r\ntargets,param:targets\r\n")
                .contains(
                        "name=\"targets\"; filename=\"targets\"\r\nContent-Type: application/x-votable+xml\r\n\r\n<?xml")
                .contains("<FIELD name=\"mag\" datatype=\"double\">")
                .contains("<FIELD name=\"id\" datatype=\"char\" arraysize=\"*\">")
                .contains("<FIELD name=\"B_V\" datatype=\"long\">");
        assertThat(cells(body))
                .containsExactly(
                        "a", "10.5", "-20.0", "12.5", "007", "1", "&lt;b &amp; c&gt;", "11.0", "21.0", "", "12", "2");
        assertThat(trial.staged()).isEmpty();
    }

    @Test
    void theTableOfAnUploadHasNoColumnOfTargets() throws IOException {
        service.sync(asked -> Reply.of(200, ModelTap.table("OK", 2)));

        assertDone(trial.run("table", upload("name,ra,dec\na,1,2\nb,3,4\n") + "table: {file: all.csv}\n"), 2);

        assertThat(trial.settings().store().resolve("out/all.csv")).hasContent("n\n1\n2\n");
    }

    @Test
    void uploadsByAJob() throws IOException {
        service.result(ModelTap.table("OK", 3));

        Run run = trial.run("job", upload("name,ra,dec\na,1,2\nb,3,4\n").replace("mode: sync", "mode: async"));

        assertDone(run, 3);
        assertThat(cells(service.asked().get(0).body())).containsExactly("a", "1.0", "2.0", "b", "3.0", "4.0");
        assertThat(service.left()).isEmpty();
    }

    /** A refusal of the upload halves it, down to what the service takes; no target is lost and none comes twice. */
    @Test
    void halvesAnUploadThatTheServiceRefuses() throws IOException {
        List<String> taken = new ArrayList<>();
        service.sync(asked -> {
            List<String> names = names(asked.body());
            if (names.size() > 2) {
                return names.size() > 3 ? Reply.of(413, "") : Reply.of(200, ModelTap.error("Upload limit of 2 rows"));
            }
            taken.addAll(names);
            return Reply.of(200, ModelTap.table("OK", names.size()));
        });

        Run run = trial.run("halves", upload("name,ra,dec\n" + targets(7)));

        assertDone(run, 7);
        assertThat(run.targets()).isEqualTo(7);
        assertThat(taken).containsExactly("t0", "t1", "t2", "t3", "t4", "t5", "t6");
    }

    /** VO-TRAPS 4, TAPRegExt: limits may come for each mode; the smallest is kept. */
    @Test
    void uploadsInPartsOfTheSizeThatTheServiceAllows() throws IOException {
        service.sync(asked ->
                        Reply.of(200, ModelTap.table("OK", names(asked.body()).size())))
                .instead(asked -> asked.path().endsWith("/capabilities") ? Reply.of(200, """
                        <c:capabilities xmlns:c="x"><capability><uploadLimit forMode="async"><hard unit="row">5000</hard>
                        </uploadLimit><uploadLimit forMode="sync"><default unit="row">9</default><hard unit="row">400</hard>
                        </uploadLimit></capability></c:capabilities>""") : null);

        assertDone(trial.run("parts", upload("name,ra,dec\n" + targets(1_000))), 1_000);

        assertThat(service.asked("POST /tap/sync"))
                .extracting(asked -> names(asked.body()).size())
                .containsExactly(400, 400, 200);
    }

    /** VO-TRAPS 5, VOSI: capabilities may answer 401. */
    @Test
    void uploadsAllAtOnceWhereTheServiceDoesNotTellItsLimits() throws IOException {
        service.sync(asked ->
                        Reply.of(200, ModelTap.table("OK", names(asked.body()).size())))
                .instead(asked -> asked.path().endsWith("/capabilities") ? Reply.of(401, "") : null);

        assertDone(trial.run("silent", upload("name,ra,dec\n" + targets(600))), 600);
        assertThat(service.asked("POST /tap/sync")).hasSize(1);
    }

    @Test
    void failsOnlyTheTargetsOfThePartThatFails() throws IOException {
        service.sync(asked -> {
            List<String> names = names(asked.body());
            return names.size() > 2
                    ? Reply.of(413, "")
                    : Reply.of(
                            200, names.contains("t3") ? ModelTap.error("broken") : ModelTap.table("OK", names.size()));
        });

        Run run = trial.run("part", upload("name,ra,dec\n" + targets(4)));

        assertDone(run, 2);
        assertThat(run.targets()).isEqualTo(4);
        assertThat(run.targetsFailed()).isEqualTo(2);
        assertThat(run.error()).contains("broken");
    }

    // ---- the parts

    private String harvest(String more, String query) {
        return """
                description: x
                search:
                  protocol: tap
                  service: "%s"
                  %s
                  query: %s
                links: none
                store: {to: "file:out"}
                """.formatted(service.base(), more, query);
    }

    private String upload(String csv) throws IOException {
        Path harvests = Files.createDirectories(folder.resolve("harvests"));
        Files.writeString(harvests.resolve("targets.csv"), csv);
        return harvest("mode: sync\n  upload: targets", "SELECT * FROM TAP_UPLOAD.targets")
                + "target: {file: targets.csv}\n";
    }

    private static String targets(int count) {
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < count; i++) {
            csv.append('t').append(i).append(",").append(i % 360).append(",1\n");
        }
        return csv.toString();
    }

    private static List<String> cells(String votable) {
        Matcher cell = CELL.matcher(votable.replace("<TD/>", "<TD></TD>"));
        List<String> cells = new ArrayList<>();
        while (cell.find()) {
            cells.add(cell.group(1));
        }
        return cells;
    }

    private static List<String> names(String votable) {
        return cells(votable).stream().filter(cell -> cell.startsWith("t")).toList();
    }

    private static void assertDone(Run run, long rows) {
        assertThat(run.state()).as(run.error()).isEqualTo(RunState.DONE);
        assertThat(run.rows()).isEqualTo(rows);
        assertThat(run.selected()).isEqualTo(rows);
    }
}
