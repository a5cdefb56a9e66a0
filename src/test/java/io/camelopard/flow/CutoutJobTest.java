package io.camelopard.flow;

import static io.camelopard.flow.CutoutArchive.WHOLE;
import static io.camelopard.flow.CutoutArchive.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.ledger.Better;
import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Run;
import io.camelopard.testing.ModelTap;
import io.camelopard.testing.ModelTap.Reply;
import io.camelopard.testing.TestContent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A dataset whose SODA service only makes jobs: the result of one is stored like any cutout, a text in its place leads to
 * the next alternative, and no job is left at the service (VO-TRAPS 2.3, 2.4, UWS).
 */
class CutoutJobTest {
    private static final String CUTOUT = "%-2880s"
            .formatted("%-80s%-80s%-80s%-80s"
                    .formatted(
                            "SIMPLE  =                    T",
                            "BITPIX  =                    8",
                            "NAXIS   =                    0",
                            "END"));
    private static final String LINKS = """
            links:
              - {semantics: "#proc", cutout: {circle: 0.5}, name: "cut_{stem}"}
              - {semantics: "#this"}
            """;

    @TempDir
    Path folder;

    private final ModelTap service = new ModelTap().result(CUTOUT);
    private final CutoutArchive archive = new CutoutArchive().jobs(service.base() + "/async");
    private Trial trial;

    @BeforeEach
    void start() {
        archive.datasetOf(
                "a",
                link("a", "", "job", "", "#cutout", "", "")
                        + link("a", archive.file("a", "this.fits"), "", "", "#this", "application/fits", ""));
        trial = Trial.in(folder).start();
    }

    @AfterEach
    void close() {
        trial.close();
        archive.close();
        service.close();
    }

    private Run run() {
        return trial.run("jobs", archive.harvest(LINKS));
    }

    private void assertCutout(Run run) {
        assertThat(trial.entries(run)).extracting(Entry::reason).containsOnlyNulls();
        assertThat(trial.store())
                .isEqualTo(Map.of("out/cut_a.fits", TestContent.sha256(CUTOUT.getBytes(StandardCharsets.US_ASCII))));
        assertThat(run.degraded()).isZero();
        assertThat(service.made()).isEqualTo(1);
        assertThat(service.left()).isEmpty();
        assertThat(trial.staged()).isEmpty();
    }

    private String assertWhole(Run run) {
        assertThat(trial.store()).isEqualTo(Map.of("out/this.fits", TestContent.sha256(WHOLE)));
        assertThat(run.degraded()).isEqualTo(1);
        assertThat(service.left()).isEmpty();
        return trial.entries(run).stream()
                .flatMap(entry -> entry.better().stream())
                .map(Better::reason)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    private void answer(String path, Reply reply) {
        service.instead(asked -> asked.path().endsWith(path) ? reply : null);
    }

    private static Reply text(int status, String words) {
        return new Reply(status, Map.of("Content-Type", "text/plain"), words);
    }

    @Test
    void storesWhatTheJobMadeAndDeletesTheJob() {
        assertCutout(run());

        ModelTap.Asked made = service.asked("POST /tap/async").get(0);
        assertThat(made.path()).isEqualTo("/tap/async");
        assertThat(made.param("ID")).isEqualTo("ivo://model/obs?a");
        assertThat(made.param("CIRCLE")).isEqualTo("10 20 0.5");
        assertThat(service.log()).contains("POST /tap/async/j1/phase PHASE=RUN", "DELETE /tap/async/j1");

        assertThat(run().skipped()).isEqualTo(1);
        assertThat(service.made()).isEqualTo(1);
    }

    /** VO-TRAPS 2.4: in a job, no overlap is a text among the results of a COMPLETED job, with words of the service's own. */
    @Test
    void aTextInPlaceOfAFileLeadsToTheNextAlternative() {
        answer("/results/result", text(200, "The region has no pixel of the data."));

        assertThat(assertWhole(run())).contains("no cutout: The region has no pixel of the data.");
    }

    /** VO-TRAPS 2.5: and an error is one, too. */
    @Test
    void anErrorAmongTheResultsLeadsToTheNextAlternative() {
        answer("/results/result", text(200, "UsageError: CIRCLE"));

        assertThat(assertWhole(run())).contains("no cutout: UsageError: CIRCLE");
    }

    @Test
    void aJobThatFailsLeadsToTheNextAlternative() {
        service.phases("PENDING", "EXECUTING", "ERROR")
                .more(
                        "<uws:errorSummary type=\"fatal\"><uws:message>the cube is broken</uws:message></uws:errorSummary>");

        assertThat(assertWhole(run())).contains("the job ended in an error").contains("the cube is broken");
    }

    @Test
    void whatAnAbortedJobHasIsNoCutout() {
        service.phases("PENDING", "EXECUTING", "ABORTED");

        assertThat(assertWhole(run())).contains("the service aborted the job; its result is not used");
    }

    @Test
    void ofSeveralResultsTheFirstThatIsAFileIsTaken() {
        service.results("<uws:result id=\"log\" xlink:href=\"/log\"/><uws:result id=\"c1\" xlink:href=\"/cut\"/>")
                .instead(asked -> asked.path().equals("/log")
                        ? text(200, "all went well")
                        : asked.path().equals("/cut") ? Reply.of(200, CUTOUT) : null);

        assertCutout(run());
    }

    @Test
    void aResultWhoseAddressIsRefusedIsFetchedByTheOneOfTheStandard() {
        service.results("<uws:result id=\"result\" xlink:href=\"/private\"/>");
        answer("/private", text(403, "no"));

        assertCutout(run());
    }

    @Test
    void fetchesTheResultAgainWithoutAnotherJob() {
        AtomicInteger asks = new AtomicInteger();
        service.instead(asked ->
                asked.path().endsWith("/results/result") && asks.getAndIncrement() == 0 ? text(503, "busy") : null);

        assertCutout(run());
        assertThat(asks).hasValue(2);
    }

    /** The URL of the job is in the ledger; whoever comes after waits on. */
    @Test
    void theJobIsFoundAgainAfterARestart() {
        service.phases("PENDING", "EXECUTING");
        trial.begin("jobs", archive.harvest(LINKS));
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !service.asked("POST /tap/async/j1/phase").isEmpty());
        trial.close();
        assertThat(service.left()).containsExactly("j1");

        service.finish("COMPLETED");
        trial = Trial.in(folder).start();
        assertCutout(run());
    }
}
