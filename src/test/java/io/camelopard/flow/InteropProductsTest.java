package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.flow.Peers.PeerLink;
import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All datasets of the server: their links are those that pyvo finds, their files have the digests of what curl gets. */
@Tag("interop")
class InteropProductsTest {
    private static final String IMAGES = "/skyimg/q/img2/siap2.xml";
    private static final List<String> DOCUMENTS = List.of(
            "sia('/skyimg/q/img/siap.xml').search(pos=(180, 0), size=(360, 180), intersect='enclosed').iter_datalinks()",
            "followed(sia('/skyimg/q/imgdl/siap.xml').search(pos=(313.1, 31), size=(4, 4), format='all'))",
            "sia2.search(BASE + '%s', collection='SKYCUBE').iter_datalinks()".formatted(IMAGES));
    private static final String STARS = "/starcat/q/cs/scs.xml";
    // pyvo itself follows no links of SCS, nor of rows that are known by a number.
    private static final String STAR_LINKS =
            "[DatalinkResults.from_result_url(BASE + '/starcat/q/starlinks/dlmeta?ID=' + n)"
                    + " for n in scs('%s').search(pos=(56.75, 24.12), radius=0.1).to_table()['star_no']]"
                            .formatted(STARS);
    private static final Set<String> FILES = Set.of("#this", "#preview", "#flat", "#error", "#documentation");
    private static final int DATASETS = 74;
    private static final int LOGS = 4;

    @TempDir
    static Path folder;

    private static String base;
    private static List<PeerLink> links;
    private static List<PeerLink> starLinks;
    private static Trial trial;

    @BeforeAll
    static void askPyvo() throws IOException {
        base = Dachs.base(folder);
        links = Peers.ask(base, folder, List.of(), DOCUMENTS).links();
        starLinks = Peers.ask(base, Files.createDirectory(folder.resolve("stars")), List.of(), List.of(STAR_LINKS))
                .links();
        trial = Trial.in(Files.createDirectory(folder.resolve("trial"))).start();
    }

    @AfterAll
    static void stop() {
        if (trial != null) {
            trial.close();
        }
    }

    private static Run run(String name, String search, String alternative) {
        Run run = trial.run(name, """
                description: %s
                search: {protocol: sia2, service: "%s%s", maxrec: 1000%s}
                links: [%s]
                store: {to: "file:%s"}
                """.formatted(name, base, IMAGES, search, alternative, name));
        assertThat(run.state()).as(run.error()).isEqualTo(RunState.DONE);
        return run;
    }

    private static Run run(String name, String alternative) {
        Run run = run(name, "", alternative);
        assertThat(run.selected()).isEqualTo(DATASETS);
        return run;
    }

    private static List<Entry> fetched(Run run) {
        return trial.entries(run).stream()
                .filter(entry -> Set.of("stored", "failed").contains(String.valueOf(entry.outcome())))
                .toList();
    }

    private static String semantics(Entry entry) {
        Map<?, ?> link = (Map<?, ?>) Json.object(entry.link(), "link").get("link");
        return String.valueOf(link.get("semantics"));
    }

    /** How often each link is there, by what is told of it. */
    private static <T> Map<String, Long> counted(Stream<T> links, Function<T, String> told) {
        return links.collect(Collectors.groupingBy(told, TreeMap::new, Collectors.counting()));
    }

    @Test
    void storesEveryFileThatPyvoFindsAsCurlGetsIt() throws IOException {
        Run run = run("files", "{semantics: ['#this', '#preview', '#flat', '#error', '#documentation'], take: all}");
        List<Entry> entries = fetched(run);

        assertThat(counted(entries.stream(), entry -> semantics(entry) + ' ' + entry.url()))
                .isEqualTo(counted(
                        links.stream().filter(link -> FILES.contains(link.semantics())),
                        link -> link.semantics() + ' ' + link.url()));
        assertStoredAsCurlGets(entries);
    }

    @Test
    void storesEveryFileOfAFolderAsCurlGetsIt() throws IOException {
        List<Entry> logs = fetched(run("logs", "{semantics: '#auxiliary', content_type: directory}"));
        String folder = links.stream()
                .filter(link -> link.type().contains("directory"))
                .map(PeerLink::url)
                .findFirst()
                .orElseThrow();

        assertThat(logs).extracting(Entry::url).hasSize(LOGS).allSatisfy(url -> assertThat(url)
                .startsWith(folder));
        assertStoredAsCurlGets(logs);
    }

    /** The products are answers of a search, which this server does not give the same twice. */
    @Test
    void storesWhatIsLinkedToTheRowsOfACatalogue() throws IOException {
        Run run = trial.run("stars", """
                description: images around stars
                target: "56.75 24.12"
                search: {protocol: scs, service: "%s%s", radius: 0.1}
                links: [{semantics: "#counterpart"}]
                store: {to: "file:stars"}
                """.formatted(base, STARS));
        List<Entry> entries = fetched(run);

        assertThat(run.state()).as(run.error()).isEqualTo(RunState.DONE);
        assertThat(entries)
                .extracting(Entry::url)
                .containsExactlyInAnyOrderElementsOf(
                        starLinks.stream().map(PeerLink::url).toList());
        assertThat(entries).hasSameSizeAs(starLinks).isNotEmpty().allSatisfy(entry -> {
            assertThat(entry.outcome()).as(entry.reason()).isEqualTo("stored");
            Path file = trial.settings().store().resolve(entry.path());
            assertThat(NormalForm.of(file).columns()).contains("accref");
        });
    }

    /** What curl gets is stored with its digest; what the server refuses to curl has failed. */
    private static void assertStoredAsCurlGets(List<Entry> entries) throws IOException {
        Map<String, String> store = trial.store();
        Map<String, @Nullable String> curl =
                Dachs.curl(folder, entries.stream().map(Entry::url).toList());
        for (Entry entry : entries) {
            String digest = curl.get(entry.url());
            assertThat(entry.outcome())
                    .as("%s: %s", entry.url(), entry.reason())
                    .isEqualTo(digest == null ? "failed" : "stored");
            if (digest != null) {
                assertThat(entry.sha256()).as(entry.url()).isEqualTo(digest);
                assertThat(store).containsEntry(entry.path(), digest);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "circle  | SKYIMG, TARGET: Alcyone | circle: [56.75, 24.12, 0.02]",
                "polygon | SKYIMG, TARGET: Alcyone | polygon: [56.7, 24.1, 56.8, 24.1, 56.75, 24.2]",
                "gzipped | SKYIMG, TARGET: Merope  | circle: [56.2, 24.9, 0.01]",
                "linked  | SKYDL                   | circle: [312.5, 30.6, 0.01]",
                "band    | SKYCUBE                 | band: [6.5e-7, 6.55e-7]",
                "cube    | SKYCUBE                 | circle: [188.5, 12.4, 0.005], band: [650 nm, 655 nm]"
            })
    void storesCutoutsAsCurlGetsThem(String name, String collection, String cutout) throws IOException {
        List<Entry> cuts = fetched(run(
                name,
                ", params: {COLLECTION: %s}".formatted(collection),
                "{semantics: '#proc', cutout: {%s}}".formatted(cutout)));

        assertThat(cuts).extracting(Entry::outcome).contains("stored");
        assertStoredAsCurlGets(cuts);
    }

    @Test
    void tellsTheWordsOfALinkThatIsAnError() {
        PeerLink gone = links.stream()
                .filter(link -> !link.error().isEmpty())
                .findFirst()
                .orElseThrow();
        assertThat(trial.entries(run("words", "{semantics: '#progenitor'}")))
                .filteredOn(entry -> entry.identity().endsWith(gone.id()))
                .singleElement()
                .satisfies(entry -> assertThat(entry.outcome()).isEqualTo("skipped"))
                .satisfies(entry -> assertThat(entry.reason()).contains(gone.error()));
    }
}
