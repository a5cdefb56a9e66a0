package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.MisuseException;
import io.camelopard.ledger.Run;
import io.camelopard.testing.MisbehavingServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A harvest that names archives which do not exist, sent to a local server by configuration alone. */
class RewriteTest {
    private static final String LISTING =
            "<html><head><title>Index of /</title></head><body><h1>Index of /</h1><pre>%s</pre></body></html>";
    private static final String CONE = """
            <VOTABLE version="1.3"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>
            <FIELD name="access_url" datatype="char" arraysize="*"/>
            <DATA><TABLEDATA><TR><TD>images/a.fits</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
            """;

    @TempDir
    Path folder;

    private MisbehavingServer local;

    @BeforeEach
    void start() {
        local = MisbehavingServer.start();
    }

    @AfterEach
    void stop() {
        local.close();
    }

    private Trial trial() {
        return Trial.in(folder)
                .set("camelopard.rewrite.1", "https://archive.invalid/ => " + local.url("/elsewhere/"))
                .set("camelopard.rewrite.files", "https://archive.invalid/FTP => " + local.url("/mirror/pub"))
                .start();
    }

    @Test
    void questionsAndTheirRelativeAddressesGoThere() {
        local.serve("/elsewhere/cone").type("application/x-votable+xml").text(CONE);
        local.serve("/elsewhere/images/a.fits").fits(5_760);
        try (Trial trial = trial()) {
            Run run = trial.run("cone", """
                    description: a cone search
                    target: "10 20"
                    search: {protocol: scs, service: "https://archive.invalid/cone?", radius: 1}
                    store: {to: "file:out"}
                    """);

            assertThat(run.error()).isNull();
            assertThat(trial.store()).containsOnlyKeys("out/a.fits");
            assertThat(trial.entry(run).url()).isEqualTo("https://archive.invalid/images/a.fits");
            assertThat(local.requests().get(0).target()).isEqualTo("/elsewhere/cone?RA=10&DEC=20&SR=1");
        }
    }

    @Test
    void foldersAreWalkedThereByTheLongestRule() {
        local.serve("/mirror/pub/x/")
                .type("text/html")
                .text(LISTING.formatted("<a href=\"a.dat\">a.dat</a>\n"
                        + "<a href=\"deep/\">deep/</a>\n<a href=\"../\">Parent Directory</a>"));
        local.serve("/mirror/pub/x/deep/")
                .type("text/html")
                .text(LISTING.formatted("<a href=\"b.dat\">b.dat</a> <a href=\"/FTP/x/\">Parent Directory</a>"));
        local.serve("/mirror/pub/x/a.dat").bytes(64);
        local.serve("/mirror/pub/x/deep/b.dat").bytes(64);
        try (Trial trial = trial()) {
            Run run = trial.run("folder", Trial.directories(List.of("https://archive.invalid/FTP/x/")));

            assertThat(run.error()).isNull();
            assertThat(trial.store()).containsOnlyKeys("out/x/a.dat", "out/x/deep/b.dat");
            assertThat(trial.entries(run))
                    .allSatisfy(entry -> assertThat(entry.url()).startsWith("https://archive.invalid/FTP/x/"));
        }
    }

    @Test
    void aRuleThatIsNoneIsToldAtTheStart() {
        Trial trial = Trial.in(folder).set("camelopard.rewrite.1", "https://archive.invalid/");

        assertThatThrownBy(trial::start)
                .isInstanceOf(MisuseException.class)
                .hasMessageStartingWith("camelopard.rewrite.1 = https://archive.invalid/: expected http(s)://… => ");
    }
}
