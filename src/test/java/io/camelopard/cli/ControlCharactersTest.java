package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.camelopard.flow.Json;
import io.camelopard.harvest.Printable;
import io.camelopard.testing.Child;
import io.camelopard.testing.MisbehavingServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * What a server says cannot begin a line of a log or of a terminal, move its cursor or turn its text round (promise P9). In
 * XML stands what XML allows, and all of it in the words of an error.
 */
class ControlCharactersTest {
    private static final String FORGED = "2026-01-01T00:00:00.000Z ERROR forged";
    private static final String HOSTILE = "\u202ecod.exe \u009b31m \u0085" + FORGED;
    private static final String WORSE = HOSTILE + "\u001b[2J\r\n" + FORGED + "\u0007\u007f\u2028" + FORGED;

    @TempDir
    Path folder;

    private MisbehavingServer archive;

    @BeforeEach
    void serve() {
        archive = MisbehavingServer.start();
        String row = "<TR><TD>%s &#10;%s</TD><TD>%s</TD></TR>";
        archive.serve("/cone")
                .text("""
                <VOTABLE version="1.3"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>
                <FIELD name="obs_publisher_did" datatype="unicodeChar" arraysize="*"/>
                <FIELD name="access_url" datatype="char" arraysize="*"/>
                <DATA><TABLEDATA>%s%s</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
                """.formatted(
                                row.formatted(HOSTILE, FORGED, archive.url("/good.fits")),
                                row.formatted(HOSTILE + 2, FORGED, archive.url("/gone.fits?" + HOSTILE))))
                .type("application/x-votable+xml");
        archive.serve("/good.fits").fits(5760);
        archive.serve("/broken").text("""
                <VOTABLE version="1.3"><RESOURCE type="results">
                <INFO name="QUERY_STATUS" value="ERROR">%s&#13;&#10;%s</INFO></RESOURCE></VOTABLE>
                """.formatted(HOSTILE, FORGED)).type("application/x-votable+xml");
    }

    @AfterEach
    void stop() {
        archive.close();
    }

    @Test
    void noCommandPassesThemOn() throws IOException {
        Path rows = harvest("rows", "/cone");
        Path broken = harvest("broken", "/broken");
        Path home = folder.resolve("home");
        String[] args = {
            "harvest",
            "-v",
            rows.toString(),
            broken.toString(),
            "--home",
            home.toString(),
            "--set",
            "camelopard.network.allow=127.0.0.0/8"
        };
        try (Child child = Child.camelopard(folder.resolve("said"), args)) {
            assertThat(child.status(Duration.ofMinutes(2))).as(child.output()).isEqualTo(Exit.DISCOVERY_FAILED);
            assertHarmless(child.out());
            assertHarmless(child.err());
            assertThat(child.err()).contains("forged");
        }
        Files.writeString(home.resolve("store/out/" + "a\u001b[2Jb\n" + FORGED), "foreign");
        for (String command : List.of("status rows", "status broken", "status", "verify")) {
            for (String json : List.of("", " --json")) {
                String said = said((command + json).split(" "), home);
                assertHarmless(said);
            }
        }
        assertThat(said(new String[] {"status", "rows"}, home)).contains("\\u202ecod.exe \\u009b31m");
        assertThat(said(new String[] {"status", "broken"}, home))
                .contains("error: ")
                .contains("\\u202ecod.exe");
        assertThat(said(new String[] {"verify"}, home)).contains("foreign  out/a\\u001b[2Jb 2026");
    }

    @Test
    void theLogPutsMessagesAndFailuresIntoOneLineEach() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ConsoleAppender<?> appender =
                (ConsoleAppender<?>) context.getLogger("ROOT").getAppender("stderr");
        PatternLayoutEncoder encoder = (PatternLayoutEncoder) appender.getEncoder();
        Exception failure = new IOException(WORSE, new IllegalStateException(WORSE));
        failure.addSuppressed(new IllegalArgumentException(WORSE));

        String line = new String(
                encoder.encode(new LoggingEvent(
                        "x", context.getLogger("io.camelopard.x"), Level.WARN, "reason=\"{}\"", failure, new Object[] {
                            WORSE
                        })),
                StandardCharsets.UTF_8);

        assertHarmless(line.replace("\tat ", " at ").replace("\t", " "));
        assertThat(line)
                .contains("reason=\"\\u202ecod.exe")
                .contains("IOException: \\u202ecod.exe")
                .contains("Caused by: java.lang.IllegalStateException: \\u202ecod.exe")
                .contains("Suppressed: java.lang.IllegalArgumentException: \\u202ecod.exe");
    }

    @Test
    void jsonHasThemAsEscapesAndMeansTheSame() {
        String json = Json.write(Map.of("said", WORSE));

        assertHarmless(json);
        assertThat(Json.object(json, "x")).containsEntry("said", WORSE);
    }

    /** What is for people goes through Lines. */
    @Test
    void nothingPrintsByItself() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/java/io/camelopard/cli"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                if (!file.endsWith("Lines.java")) {
                    assertThat(Files.readString(file))
                            .as(file.toString())
                            .doesNotContainPattern("\\.printf\\(|\\.format\\(System|\\.println\\((?!Json\\.write\\()");
                }
            }
        }
    }

    private static void assertHarmless(String said) {
        assertThat(said.codePoints().filter(c -> c != '\n' && Printable.acts(c)).mapToObj(Integer::toHexString))
                .as(said)
                .isEmpty();
        assertThat(said.lines().filter(line -> line.startsWith(FORGED))).isEmpty();
    }

    private String said(String[] command, Path home) {
        PrintStream out = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            Main.run(Stream.concat(Stream.of(command), Stream.of("--home", home.toString()))
                    .toArray(String[]::new));
        } finally {
            System.setOut(out);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    private Path harvest(String name, String path) throws IOException {
        return Files.writeString(folder.resolve(name + ".yaml"), """
                description: what a hostile archive says
                target: "10 20"
                search: {protocol: scs, service: "%s", radius: 1}
                links: direct
                store: {to: "file:out"}
                """.formatted(archive.url(path)));
    }
}
