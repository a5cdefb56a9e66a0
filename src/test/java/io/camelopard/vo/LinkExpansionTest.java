package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.votable.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DataLink documents that lead to DataLink documents: as deep as allowed, none twice, never for ever. */
class LinkExpansionTest {
    private static final String DATALINK = "application/x-votable+xml;content=datalink";

    @TempDir
    Path folder;

    private CannedAsk ask(Map<String, String> documents) {
        return new CannedAsk(
                folder,
                request -> documents.containsKey(request.uri())
                        ? CannedAsk.Reply.of(documents.get(request.uri()))
                        : CannedAsk.Reply.of(404, ""));
    }

    private static String document(List<?>... rows) {
        return Votables.table(
                List.of("ID", "access_url", "semantics", "content_type", "error_message"), Arrays.asList(rows), "");
    }

    private static List<String> row(String url, String semantics, String type) {
        return Arrays.asList("i", url, semantics, type, null);
    }

    private static Link link(String url) {
        return new Link(
                "i",
                url,
                null,
                null,
                null,
                Vocabulary.THIS,
                null,
                null,
                DATALINK,
                null,
                null,
                null,
                null,
                null,
                Map.of());
    }

    private static LinkExpansion expansion(CannedAsk ask) {
        return new LinkResolver(ask, Limits.defaults(), time -> true).expansion();
    }

    private static List<String> urls(List<Link> links) {
        return links.stream().map(Link::accessUrl).toList();
    }

    private final Map<String, String> three = Map.of(
            "https://x.org/1",
            document(
                    row("a.fits", "#this", "image/fits"),
                    row("2", "#this", DATALINK),
                    row("old", "#progenitor", DATALINK)),
            "https://x.org/2",
            document(row("b.fits", "#this", "image/fits"), row("3", "#this", DATALINK), row("1", "#this", DATALINK)),
            "https://x.org/3",
            document(row("c.fits", "#this", "image/fits"), row("4", "#this", DATALINK)));

    /** VO-TRAPS 1.7: DataLink may be recursive, so the depth has a limit. */
    @Test
    void followsAsDeepAsAllowedAndNothingTwice() {
        CannedAsk ask = ask(three);
        LinkExpansion expansion = expansion(ask);

        List<Link> first = expansion.next(List.of(link("https://x.org/1")), Link::isDatalink);
        List<Link> second = expansion.next(first.subList(0, 2), Link::isDatalink);
        List<Link> third = expansion.next(second, Link::isDatalink);

        assertThat(urls(first)).containsExactly("https://x.org/a.fits", "https://x.org/2", "https://x.org/old");
        assertThat(urls(second)).containsExactly("https://x.org/b.fits", "https://x.org/3", "https://x.org/1");
        assertThat(urls(third)).containsExactly("https://x.org/c.fits", "https://x.org/4");
        assertThat(expansion.next(third, Link::isDatalink)).isEmpty();
        assertThat(ask.uris()).containsExactly("https://x.org/1", "https://x.org/2", "https://x.org/3");
        assertThat(ask.leftBehind()).isZero();
        assertThat(expansion.failure()).isEmpty();
    }

    @Test
    void followsOnlyWhatIsAskedFor() {
        CannedAsk ask = ask(three);

        assertThat(expansion(ask).next(List.of(link("https://x.org/1")), link -> false))
                .isEmpty();
        assertThat(ask.requests()).isEmpty();
    }

    @Test
    void endsOnADocumentThatLeadsToMany() {
        CannedAsk ask = new CannedAsk(folder, request -> {
            String base = request.uri().substring("https://x.org/".length());
            return CannedAsk.Reply.of(document(java.util.stream.IntStream.range(0, 30)
                    .mapToObj(i -> row(base + "-" + i, "#this", DATALINK))
                    .toArray(List<?>[]::new)));
        });
        LinkExpansion expansion = expansion(ask);

        List<Link> links = List.of(link("https://x.org/1"));
        for (int i = 0; i < 5; i++) {
            links = expansion.next(links, Link::isDatalink);
        }

        assertThat(ask.requests()).hasSize(200);
    }

    @Test
    void whatAProgenitorsDocumentCallsThisIsTheProgenitor() {
        CannedAsk ask = ask(Map.of(
                "https://x.org/1",
                document(row("raw.fits", "#this", "image/fits"), row("raw.png", "#preview", "image/png"))));
        Link progenitor =
                link("https://x.org/1").withSemantics(Vocabulary.core().normalise("#progenitor"));

        assertThat(expansion(ask).next(List.of(progenitor), Link::isDatalink))
                .singleElement()
                .satisfies(raw -> {
                    assertThat(raw.accessUrl()).isEqualTo("https://x.org/raw.fits");
                    assertThat(raw.semantics()).isEqualTo(Vocabulary.core().normalise("#progenitor"));
                });
    }

    @Test
    void goesOnWithTheOthersWhenADocumentIsGoneAndSaysSo() {
        LinkExpansion expansion = expansion(ask(Map.of("https://x.org/2", document(row("a", "#this", null)))));

        List<Link> links = expansion.next(List.of(link("https://x.org/1"), link("https://x.org/2")), Link::isDatalink);

        assertThat(urls(links)).containsExactly("https://x.org/a");
        assertThat(expansion.failure()).get().satisfies(e -> assertThat(e)
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("https://x.org/1: HTTP 404"));
    }

    @Test
    void saysWhenADocumentMayComeBack() {
        LinkExpansion expansion = expansion(new CannedAsk(folder, request -> CannedAsk.Reply.of(503, "")));

        assertThat(expansion.next(List.of(link("https://x.org/1")), Link::isDatalink))
                .isEmpty();

        assertThat(expansion.failure()).get().isInstanceOf(TransientException.class);
    }

    @Test
    void readsADocumentThatWasFetchedAsAProduct() {
        List<Link> links = new LinkResolver(ask(Map.of()), Limits.defaults(), time -> true)
                .read(sample("datalink/gavo-datalink-proc.xml"), "http://dc.example.org/dl?ID=1");

        assertThat(links).hasSize(4);
        assertThat(links).extracting(Link::fault).containsOnlyNulls();
        assertThat(links.get(1).serviceDef()).isEqualTo("ndndtdihpgea");
        assertThat(links.get(1).accessUrl()).isNull();
        assertThat(links).extracting(Link::contentLength).containsExactly(null, null, 100800L, null);
    }

    @Test
    void takesAServiceThatNeedsNothingForALink() {
        List<Link> links = new LinkResolver(ask(Map.of()), Limits.defaults(), time -> true)
                .read(sample("datalink/alma-datalink.xml"), "https://almascience.org/datalink/sync?ID=1");

        assertThat(links.get(2).serviceDef()).startsWith("DataLink.2017");
        assertThat(links.get(2).isDatalink()).isTrue();
        assertThat(links.get(2).accessUrl())
                .isEqualTo(
                        "https://almascience.org/datalink/sync?ID=2017.1.01185.S_uid___A001_X12a3_Xe9_001_of_001.tar");
        assertThat(links.get(0).linkAuthorized()).isTrue();
    }

    @Test
    void refusesAVotableThatIsNoDatalink() throws Exception {
        Path other = Files.writeString(folder.resolve("x"), Votables.table(List.of("ra"), List.of(List.of("1")), ""));

        assertThatThrownBy(() -> new LinkResolver(ask(Map.of()), Limits.defaults(), time -> true)
                        .read(other, "https://x.org/t?secret"))
                .isInstanceOf(FinalException.class)
                .hasMessage(
                        "https://x.org/t: a VOTable that is no DataLink document: of its 1 columns none is access_url");
    }

    private static Path sample(String name) {
        return Cases.RESOURCES.resolve("vo-samples").resolve(name);
    }
}
