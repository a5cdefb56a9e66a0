package io.camelopard.flow;

import static io.camelopard.flow.CutoutArchive.CUTOUT;
import static io.camelopard.flow.CutoutArchive.WHOLE;
import static io.camelopard.flow.CutoutArchive.link;
import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.flow.CutoutArchive.Reply;
import io.camelopard.ledger.Better;
import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Run;
import io.camelopard.testing.TestContent;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cutout of each dataset, else the whole file, else a picture: what a service says in place of a file leads to the next
 * alternative, and the ledger says why.
 */
class CutoutChainTest {
    private static final String CHAIN = """
            links:
              - semantics: "#proc"
                cutout: {circle: 0.5}
                name: "{stem}_cut_{target.ra:.0f}"
              - semantics: "#this"
                take: first
              - semantics: "#preview-image"
              - semantics: "#preview"
            """;

    @TempDir
    Path folder;

    private final CutoutArchive archive = new CutoutArchive();
    private Trial trial;

    private Run run(String links) {
        trial = Trial.in(folder).start();
        return trial.run("chain", archive.harvest(links));
    }

    @AfterEach
    void close() {
        archive.close();
        if (trial != null) {
            trial.close();
        }
    }

    private Map<String, Entry> stored(Run run) {
        return trial.entries(run).stream()
                .filter(entry -> "stored".equals(entry.outcome()))
                .collect(Collectors.toMap(
                        entry -> entry.identity().replaceFirst("ivo://model/obs\\?(\\S+).*", "$1"), entry -> entry));
    }

    /** VO-TRAPS 2.4, 2.5 and the whole chain, 1.5: {@code #preview} does not try the picture again. */
    @Test
    void whatIsNoCutoutLeadsToTheNextAlternative() {
        Deque<Reply> busy = new ArrayDeque<>(
                List.of(Reply.text(200, "ServiceUnavailable: one moment"), Reply.text(503, "ServiceUnavailable")));
        archive.dataset("good", params -> Reply.file(CUTOUT))
                .dataset("outside", params -> new Reply(204, "text/plain", new byte[0]))
                .dataset("refused", params -> Reply.text(422, "UsageError: CIRCLE"))
                .dataset("said", params -> Reply.text(200, "Error: no"))
                .dataset("broken", params -> Reply.text(500, "UsageError: never again"))
                .dataset("whole", params -> Reply.file(WHOLE))
                .dataset("busy", params -> busy.isEmpty() ? Reply.file(CUTOUT) : busy.poll())
                .dataset("picture", params -> new Reply(204, "text/plain", new byte[0]), "this", "image");

        Run run = run(CHAIN);

        Map<String, Entry> stored = stored(run);
        assertThat(stored).hasSize(8);
        assertThat(trial.store().keySet())
                .contains("out/good_cut_10.fits", "out/busy_cut_10.fits", "out/this.fits", "out/preview.png");
        assertThat(stored.get("outside").sha256()).isEqualTo(TestContent.sha256(WHOLE));
        assertThat(stored.get("good").sha256()).isEqualTo(TestContent.sha256(CUTOUT));
        assertThat(stored.get("whole").sha256()).isEqualTo(TestContent.sha256(WHOLE));
        assertThat(reasons(stored.get("outside"))).contains("status 204, the cutout does not overlap the data");
        assertThat(reasons(stored.get("refused"))).contains("no cutout: UsageError: CIRCLE");
        assertThat(reasons(stored.get("said"))).contains("no cutout: Error: no");
        assertThat(reasons(stored.get("broken"))).contains("no cutout: UsageError: never again");
        assertThat(reasons(stored.get("whole"))).contains("28800 bytes of the whole file; it is no cutout");
        assertThat(stored.get("picture").better())
                .extracting(Better::alternative)
                .containsExactly(0, 1, 2);
        assertThat(stored.get("picture").alternative()).isEqualTo(3);
        assertThat(run.stored()).isEqualTo(8);
        assertThat(run.degraded()).isEqualTo(6);
        assertThat(run.failed()).isZero();
        assertThat(archive.asked("/soda?ID=ivo://model/obs?good"))
                .containsExactly("/soda?ID=ivo://model/obs?good&CIRCLE=10 20 0.5");
        assertThat(archive.asked("/soda?ID=ivo://model/obs?broken")).hasSize(1);
        assertThat(archive.asked("/file/picture/image.png")).hasSize(1);
        assertThat(trial.staged()).isEmpty();
    }

    private static String reasons(Entry entry) {
        return entry.better().stream().map(Better::reason).collect(Collectors.joining("; "));
    }

    @Test
    void aCutoutIsFetchedOnce() {
        archive.dataset("a", params -> Reply.file(CUTOUT));
        run(CHAIN);

        Run again = trial.run("chain", archive.harvest(CHAIN));

        assertThat(again.skipped()).isEqualTo(1);
        assertThat(archive.asked("/soda")).hasSize(1);
    }

    /** VO-TRAPS 2.6: the parameters are part of what a cutout is known by. */
    @Test
    void cutoutsAreStoredOnceATarget() {
        archive.dataset("a", params -> Reply.file(CUTOUT));
        trial = Trial.in(folder).start();

        Run run = trial.run(
                "chain",
                archive.harvest(CHAIN).replace("target: \"10.0 20.0\"", "target: [\"10.0 20.0\", \"11.0 20.0\"]"));

        assertThat(run.stored()).isEqualTo(2);
        assertThat(trial.store().keySet()).containsExactly("out/a_cut_10.fits", "out/a_cut_11.fits");
    }

    @Test
    void aServiceThatCannotDoItIsNoMatchAndSoNothingIsDegraded() {
        archive.datasetOf(
                "b",
                link("b", "", "spectra", "", "#proc", "", "")
                        + link("b", archive.file("b", "this.fits"), "", "", "#this", "application/fits", ""));

        Run run = run(CHAIN);

        assertThat(run.stored()).isEqualTo(1);
        assertThat(run.degraded()).isZero();
        assertThat(archive.asked("/soda")).isEmpty();
        assertThat(trial.entry(run).link()).contains("takes neither CIRCLE nor POS");
    }

    /** VO-TRAPS 2.3: MultiValuedParamNotSupported, so one request for each. */
    @Test
    void asksForOneRegionAtATimeWhereTheServiceWantsThat() {
        archive.dataset(
                "m",
                params -> params.containsKey("CIRCLE") && params.containsKey("POLYGON")
                        ? Reply.text(400, "MultiValuedParamNotSupported: one shape only")
                        : Reply.file(CUTOUT));

        Run run = run("links: [{semantics: proc, cutout: {circle: 0.5, polygon: [9, 19, 11, 19, 11, 21]}}]\n");

        assertThat(run.stored()).isEqualTo(2);
        assertThat(run.failed()).isZero();
        assertThat(run.degraded()).isZero();
        assertThat(archive.asked("/soda"))
                .containsExactlyInAnyOrder(
                        "/soda?ID=ivo://model/obs?m&CIRCLE=10 20 0.5&POLYGON=9 19 11 19 11 21",
                        "/soda?ID=ivo://model/obs?m&CIRCLE=10 20 0.5",
                        "/soda?ID=ivo://model/obs?m&POLYGON=9 19 11 19 11 21");
    }

    /** The access URL turns out to be DataLink when it is fetched: cutouts and alternatives are as good there. */
    @Test
    void alternativesGoOnBehindAnAccessUrlThatTurnsOutToBeLinks() {
        archive.dataset("good", params -> Reply.file(CUTOUT))
                .dataset("outside", params -> new Reply(204, "text/plain", new byte[0]))
                .dataset("nothing", params -> new Reply(204, "text/plain", new byte[0]), "this", "image", "preview");
        String urls = List.of("good", "outside", "nothing").stream()
                .map(id -> '"' + archive.base() + "/links?ID=ivo://model/obs?" + id + '"')
                .collect(Collectors.joining(", ", "[", "]"));
        trial = Trial.in(folder).start();

        Run run = trial.run(
                "urls",
                "description: x\nsearch: {protocol: none, urls: " + urls + "}\nstore: {to: \"file:out\"}\nlinks:\n"
                        + "  - {semantics: proc, cutout: {circle: [10, 20, 0.5]}}\n  - semantics: this\n");

        assertThat(run.stored()).isEqualTo(2);
        assertThat(run.failed()).isEqualTo(1);
        assertThat(run.skipped()).isZero();
        assertThat(run.degraded()).isEqualTo(1);
        assertThat(trial.store())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("out/good", TestContent.sha256(CUTOUT), "out/this.fits", TestContent.sha256(WHOLE)));
    }

    /** VO-TRAPS 1.7: what a further document calls its data is what the link to it is called here. */
    @Test
    void theDataBehindALinkToAnotherDocumentAreWhatTheLinkIs() {
        String deeper = archive.base() + "/links?ID=ivo%3A%2F%2Fmodel%2Fobs%3Fraw";
        archive.datasetOf(
                        "made",
                        link("made", archive.file("made", "this.fits"), "", "", "#this", "application/fits", "")
                                + link("made", deeper, "", "", "#progenitor", CutoutArchive.DATALINK, ""))
                .dataset("raw", params -> Reply.file(CUTOUT));

        Run run = run("links: [{semantics: '#progenitor'}]\n");

        assertThat(List.of(run.stored(), run.skipped(), run.failed())).containsExactly(1L, 1L, 0L);
        assertThat(trial.store()).isEqualTo(Map.of("out/this.fits", TestContent.sha256(WHOLE)));
        assertThat(archive.asked("/file")).containsExactly("/file/raw/this.fits?null");
    }

    /** VO-TRAPS 1.2: error rows by class, whatever the status is. */
    @Test
    void errorRowsAreSkippedOrFailedByTheirClass() {
        for (String fault : List.of("NotFoundFault", "UsageFault", "FatalFault", "DefaultFault", "TransientFault")) {
            archive.datasetOf(fault, link(fault, "", "", fault + ": so it is", "#this", "", ""));
        }

        Run run = run("links: [{semantics: this}]\n");

        assertThat(run.skipped()).isEqualTo(1);
        assertThat(run.failed()).isEqualTo(4);
    }
}
