package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Run;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.votable.Column;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is not public yet is skipped, and owed from its date on (VO-TRAPS, ObsCore 1.1: a NULL {@code obs_release_date} means
 * proprietary by definition and is used for public data; VO-TRAPS 10, DataLink: a prediction does not replace the handling of
 * 401 and 403).
 */
class ReleaseTest {
    private static final String FUTURE = "2999-01-01T00:00:00";

    @TempDir
    Path temp;

    private MisbehavingServer archive;

    @BeforeEach
    void start() {
        archive = MisbehavingServer.start();
    }

    @AfterEach
    void stop() {
        archive.close();
    }

    private void answer(String... rows) {
        StringBuilder table = new StringBuilder("""
                <?xml version="1.0"?>
                <VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">
                <INFO name="QUERY_STATUS" value="OK"/><TABLE>
                <FIELD name="obs_publisher_did" datatype="char" arraysize="*"/>
                <FIELD name="access_url" datatype="char" arraysize="*"/>
                <FIELD name="obs_release_date" datatype="char" arraysize="*" xtype="timestamp"/>
                <FIELD name="data_rights" datatype="char" arraysize="*"/>
                <DATA><TABLEDATA>
                """);
        for (String row : rows) {
            String[] cells = row.split("\\|", -1);
            table.append("<TR><TD>ivo://x/y?%s</TD><TD>%s</TD><TD>%s</TD><TD>%s</TD></TR>\n"
                    .formatted(cells[0], archive.url("/" + cells[0] + ".txt"), cells[1], cells[2]));
        }
        archive.serve("/cone")
                .text(table + "</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>")
                .type("text/xml");
    }

    private String harvest() {
        return """
                description: what is public
                target: "10.0 20.0"
                search: {protocol: scs, service: "%s", radius: 1}
                store: {to: "file:out"}
                """.formatted(archive.url("/cone?"));
    }

    private String reason(Trial trial, Run run, String dataset) {
        return trial.entries(run).stream()
                .filter(entry -> entry.identity().startsWith("ivo://x/y?" + dataset))
                .map(Entry::reason)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void skipsWhatIsNotPublicYetWithItsDateAndStoresItWhenThatHasCome() throws Exception {
        answer("old|2001-01-01T00:00:00|public", "null||", "new|" + FUTURE + "|proprietary");
        for (String name : List.of("old", "null", "new")) {
            archive.serve("/" + name + ".txt").text(name);
        }
        try (Trial trial = Trial.in(temp).start()) {
            Run run = trial.run("public", harvest());
            assertThat(List.of(run.stored(), run.skipped(), run.failed())).containsExactly(2L, 1L, 0L);
            assertThat(reason(trial, run, "new"))
                    .isEqualTo("not public before 2999-01-01T00:00:00Z (obs_release_date)");
            assertThat(archive.requests("/new.txt")).isEmpty();

            answer("old|2001-01-01T00:00:00|public");
            assertThat(trial.run("public", harvest()).stored()).isZero();
            Sql.run(temp.resolve("home"), "update embargo set due = 0");
            Run due = trial.run("public", harvest());

            assertThat(List.of(due.rows(), due.selected(), due.stored(), due.skipped()))
                    .containsExactly(1L, 2L, 1L, 1L);
            assertThat(trial.store().keySet()).containsExactly("out/new.txt", "out/null.txt", "out/old.txt");
        }
    }

    @Test
    void aRefusalIsAFailureOnlyWhereTheRowDidNotSaySo() {
        answer("secret||proprietary", "secure||Secure ", "open||public");
        for (String name : List.of("secret", "secure", "open")) {
            archive.serve("/" + name + ".txt").text("no").status(name.equals("secure") ? 401 : 403);
        }
        try (Trial trial = Trial.in(temp).start()) {
            Run run = trial.run("public", harvest());

            assertThat(List.of(run.stored(), run.skipped(), run.failed())).containsExactly(0L, 2L, 1L);
            assertThat(reason(trial, run, "secret"))
                    .startsWith("data_rights are proprietary; ")
                    .contains("status 403");
            assertThat(reason(trial, run, "secure"))
                    .startsWith("data_rights are secure; ")
                    .contains("status 401");
            assertThat(reason(trial, run, "open")).contains("status 403");
        }
    }

    /** VO-TRAPS 1.10: {@code link_auth} predicts and does not decide; what the server does is expected, or is a failure. */
    @Test
    void aRefusalIsNoFailureWhereTheLinkSaidThatItTakesALogin() {
        try (CutoutArchive datasets = new CutoutArchive();
                Trial trial = Trial.in(temp).start()) {
            for (String dataset : List.of("login/true/401", "owner/TRUE/403", "maybe/optional/403", "free/true/200")) {
                String[] parts = dataset.split("/", -1);
                String file = "/" + parts[0] + ".txt";
                archive.serve(file).text(parts[0]).status(Integer.parseInt(parts[2]));
                datasets.datasetOf(
                        parts[0],
                        CutoutArchive.link(parts[0], archive.url(file), "", "", "#this", "text/plain", "", parts[1]));
            }

            Run run = trial.run("auth", datasets.harvest("links: [{semantics: this}]\n"));

            assertThat(List.of(run.stored(), run.skipped(), run.failed())).containsExactly(1L, 2L, 1L);
            assertThat(trial.entries(run))
                    .filteredOn(entry -> "skipped".equals(entry.outcome()))
                    .extracting(Entry::reason)
                    .allMatch(reason -> reason.startsWith("link_auth is true; "))
                    .anyMatch(reason -> reason.contains("status 401"))
                    .anyMatch(reason -> reason.contains("status 403"));
            assertThat(trial.store().keySet()).containsExactly("out/free.txt");
        }
    }

    @Test
    void triesWhatIsNotPublicYetWhereWeHaveCredentials() throws Exception {
        answer("mine|" + FUTURE + "|proprietary", "theirs|" + FUTURE + "|proprietary");
        archive.serve("/mine.txt").text("mine");
        archive.serve("/theirs.txt").text("no").status(403);
        Path token = Files.writeString(temp.resolve("token"), "abc");
        try (Trial trial = Trial.in(temp)
                .set("camelopard.auth.own.url", archive.url(""))
                .set("camelopard.auth.own.token", "file:" + token)
                .start()) {
            Run run = trial.run("public", harvest());
            assertThat(List.of(run.stored(), run.skipped(), run.failed())).containsExactly(1L, 1L, 0L);
            assertThat(reason(trial, run, "theirs"))
                    .startsWith("not public before 2999-01-01T00:00:00Z (obs_release_date); ")
                    .contains("status 403");

            answer();
            archive.serve("/theirs.txt").text("theirs");
            Sql.run(temp.resolve("home"), "update embargo set due = 0");
            assertThat(trial.run("public", harvest()).stored()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T12:00:00, 2026-03-01T12:00:00Z",
        "2026-03-01T12:00:00.000Z, 2026-03-01T12:00:00Z",
        "2026-03-01, 2026-03-01T00:00:00Z",
        "61100.5, 2026-03-01T12:00:00Z",
        "soon,",
        "NaN,",
        "1e300,",
        "'',",
    })
    void readsTheDateAsIsoOrAsMjd(String cell, Instant date) {
        Column column = new Column("released", null, "char", "*", null, "time.release", null, null, null);

        assertThat(Release.of(Row.of(Columns.of(List.of(column)), new Object[] {cell}))
                        .date())
                .isEqualTo(date);
    }
}
