package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import io.camelopard.testing.ModelTap;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a TAP service cuts off is asked for in parts by a column: the rows are those of the whole answer, each once. */
class ColumnSplitTest {
    private static final int ROWS = 900;

    // 2^60 and a few more; MJD from 50000 on, at the same night often; a time; every seventh has neither.
    private static final String FILL = """
            WITH RECURSIVE i(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < %d)
            INSERT INTO obs SELECT 1152921504606846976 + n * n / 7 * 3, iif(n %% 7 = 0, NULL, 50000 + n / 20 * 0.1),
            iif(n %% 7 = 0, NULL, strftime('%%Y-%%m-%%dT%%H:%%M:%%f', 1700000000 + n * 0.377, 'unixepoch')),
            n %% 360, -20 + n %% 40, 'x' || n FROM i
            """.formatted(ROWS - 1);

    @TempDir
    static Path folder;

    private static Trial shared;
    private static int number;
    private ModelTable table;

    @BeforeAll
    static void start() {
        shared = Trial.in(folder.resolve("shared"))
                .set("camelopard.retry.base", "1ms")
                .start();
    }

    @AfterAll
    static void stop() {
        shared.close();
    }

    @BeforeEach
    void fill() {
        table = new ModelTable(
                "CREATE TABLE obs (id INTEGER, mjd DOUBLE, t TEXT, ra DOUBLE, dec DOUBLE, name TEXT)", FILL);
    }

    @AfterEach
    void close() {
        table.close();
    }

    private String harvest(String more, String query) {
        return """
                description: x
                search:
                  protocol: tap
                  service: "%s"
                  %s
                  query: "%s"
                """.formatted(table.service.base(), more.replace(", ", "\n  "), query.replace("\"", "\\\""))
                + Trial.ROWS;
    }

    private static Run run(String harvest) {
        return shared.run("h" + ++number, harvest);
    }

    private static List<String> rows(Trial trial, Run run) {
        assertThat(run.state()).as(run.error()).isEqualTo(RunState.DONE);
        List<String> rows = trial.rows(run);
        assertThat(run.rows()).isEqualTo(rows.size());
        return rows;
    }

    private List<String> whole(String query) {
        table.limit = Integer.MAX_VALUE;
        return rows(shared, run(harvest("mode: sync", query)));
    }

    // ---- columns and modes

    @ParameterizedTest
    @CsvSource({
        "id, sync, 100, 100, SELECT * FROM obs",
        "mjd, sync, 150, 150, SELECT * FROM obs -- all of it;",
        "t, sync, 150, 150, SELECT * FROM obs;",
        "id, async, 20, 200, 'SELECT id, name FROM obs WHERE id > 3 ORDER BY name'",
        "t, auto, 20, 300, SELECT * FROM obs",
        "mjd, auto, 150, 150, SELECT * FROM obs WHERE dec < {dec}",
        "id, sync, 60, 60, SELECT * FROM obs WHERE ra BETWEEN {ra} - {radius} AND {ra} + {radius} AND dec < {dec}",
        "id, sync, 100, 100, SELECT TOP 333 * FROM obs ORDER BY id DESC"
    })
    void thePartsAreTheWhole(String column, String mode, int limit, int jobLimit, String query) {
        String target = (query.contains("radius") ? "radius: 90, " : "") + "mode: " + mode;
        String more = query.contains("{dec}") ? "\ntarget: \"120.0 -0.5\"\n" : "";
        String harvest = harvest(target, query) + more;
        table.jobLimit = Integer.MAX_VALUE;
        List<String> all = rows(shared, run(harvest));
        assertThat(all).hasSizeGreaterThan(limit);

        table.limit = limit;
        table.jobLimit = jobLimit;
        Run run = run(harvest.replace("mode:", "overflow: split\n  split_by: " + column + "\n  mode:"));

        assertThat(rows(shared, run)).isEqualTo(all);
        assertThat(run.overflow()).isFalse();
        assertThat(table.service.left()).isEmpty();
        assertThat(table.queries()).hasSizeLessThan(100).noneMatch(asked -> asked.contains("{"));
    }

    /** The smallest and the largest value may be rounded, and rows may come in the meantime. */
    @Test
    void rowsBeyondTheEndsThatTheServiceSaysAreFound() {
        List<String> all = whole("SELECT * FROM obs");
        table.limit = 300;
        table.service.instead(asked -> asked.param("QUERY").contains("MIN(")
                ? ModelTap.Reply.of(
                        200,
                        ModelTap.table("OK", 1)
                                .replace("int", "double")
                                .replace("<FIELD", "<FIELD name=\"lo\" datatype=\"double\"/><FIELD")
                                .replace("<TD>1", "<TD>50001.3</TD><TD>50003"))
                : null);
        String split = harvest("mode: sync, overflow: split, split_by: mjd", "SELECT * FROM obs");

        assertThat(rows(shared, run(split))).isEqualTo(all);
    }

    @Test
    void whatIsNullInAllRowsIsNotSplitAndSaysSo() throws Exception {
        table.execute("UPDATE obs SET mjd = NULL");
        table.limit = 100;
        Run run = run(harvest("mode: sync, overflow: split, split_by: mjd", "SELECT * FROM obs"));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.overflow()).isTrue();
        assertThat(run.error()).contains("still truncated in the smallest part, mjd IS NULL");
    }

    @Test
    void moreRowsOfOneValueThanTheServiceSendsAreAnError() throws Exception {
        table.execute("UPDATE obs SET mjd = 50001 WHERE id % 3 = 0");
        table.limit = 100;
        Run run = run(harvest("mode: sync, overflow: split, split_by: mjd", "SELECT * FROM obs"));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.error()).contains("still truncated in the smallest part, mjd ");
    }

    @Test
    void aColumnOfTextIsAMisuse() {
        table.limit = 100;
        Run run = run(harvest("mode: sync, overflow: split, split_by: name", "SELECT * FROM obs"));

        assertThat(run.error()).contains("search.split_by: 'x0' is neither a number nor an ISO 8601 time");
        assertThat(shared.camelopard().misused(run.id())).isTrue();
    }

    @Test
    void aServiceThatRefusesADerivedTableIsAnErrorThatSaysWhatToDo() {
        table.limit = 100;
        table.jobLimit = 100;
        table.service.instead(asked -> asked.param("QUERY").contains("(")
                ? ModelTap.Reply.of(400, ModelTap.error("no subqueries here"))
                : null);
        Run run = run(harvest("mode: auto, overflow: split, split_by: id", "SELECT * FROM obs"));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.overflow()).isTrue();
        assertThat(run.error())
                .contains("refuses the query as a derived table", "no subqueries here", "leave out WITH")
                .contains("ask for less by search.query or search.maxrec");
    }

    // ---- TOP and MAXREC

    /** VO-TRAPS 4, TAP: MAXREC and TOP differ; as many rows as TOP says are the whole answer. */
    @Test
    void topIsNoOverflow() {
        table.limit = 100;
        for (String overflow : List.of("error", "split\n  split_by: id")) {
            Run run = run(harvest("mode: sync, overflow: " + overflow, "SELECT TOP 100 * FROM obs"));
            assertThat(rows(shared, run)).hasSize(100);
            assertThat(run.overflow()).isFalse();
        }
        assertThat(table.queries()).containsExactly("SELECT TOP 100 * FROM obs", "SELECT TOP 100 * FROM obs");
    }

    @Test
    void topOfMoreThanTheServiceSendsNeedsAnOrderToBeSplit() {
        table.limit = 100;
        Run run = run(harvest("mode: sync, overflow: split, split_by: id", "SELECT TOP 333 * FROM obs"));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.error()).contains("TOP without ORDER BY", "add ORDER BY");
        assertThat(shared.camelopard().misused(run.id())).isTrue();
    }

    /** VO-TRAPS 4, DALI: a service may truncate without MAXREC; MAXREC=0 always overflows, and is never sent. */
    @Test
    void truncationIsSeenWithoutMaxrecAndMaxrecIsOnlyWhatTheHarvestSays() {
        table.limit = 100;
        Run cut = run(harvest("mode: sync", "SELECT * FROM obs"));
        assertThat(cut.state()).isEqualTo(RunState.FAILED);
        assertThat(cut.overflow()).isTrue();
        assertThat(cut.error()).contains("the answer is truncated (QUERY_STATUS OVERFLOW)");
        assertThat(table.service.asked()).noneMatch(asked -> asked.params().containsKey("MAXREC"));

        rows(shared, run(harvest("mode: sync, maxrec: 90, overflow: split, split_by: id", "SELECT * FROM obs")));
        assertThat(table.service.asked().stream().skip(1))
                .allMatch(asked -> asked.param("MAXREC").equals("90"));
    }

    // ---- the end of the process

    @Test
    void theJobOfAPartIsFoundAgainAfterARestart() {
        List<String> all = whole("SELECT * FROM obs");
        table.jobLimit = 200;
        String harvest = harvest("mode: async, overflow: split, split_by: id", "SELECT * FROM obs");
        table.service.instead(asked -> {
            if (table.service.made() == 3) {
                table.service.phases("PENDING", "EXECUTING");
            }
            return null;
        });
        try (Trial first = Trial.in(folder.resolve("again")).start()) {
            first.begin("split", harvest);
            await().until(() -> table.service.made() == 4
                    && !table.service
                            .asked("POST /tap/async/j4/phase PHASE=RUN")
                            .isEmpty());
        }
        assertThat(table.service.left()).containsExactly("j4");
        String part = table.queries().get(table.queries().size() - 1);
        assertThat(part).contains("WHERE q.id < ");

        table.service.instead(asked -> null).phases("PENDING", "COMPLETED").finish("COMPLETED");
        try (Trial second = Trial.in(folder.resolve("again")).start()) {
            assertThat(rows(second, second.run("split", harvest))).isEqualTo(all);
        }
        assertThat(table.queries()).containsOnlyOnce(part);
        assertThat(table.service.left()).isEmpty();
    }
}
