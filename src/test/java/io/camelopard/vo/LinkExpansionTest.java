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
                "i", url, null, null, Vocabulary.THIS, null, null, DATALINK, null, null, null, null, null, Map.of());
    }

    private static List<String> expanded(CannedAsk ask, int depth) {
        return new LinkResolver(ask, Limits.defaults())
                .expand(link("https://x.org/1"), depth).stream()
                        .map(Link::accessUrl)
                        .toList();
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
            document(row("c.fits", "#this", "image/fits")));

    @Test
    void followsAsDeepAsAllowedAndNothingTwice() {
        CannedAsk ask = ask(three);

        assertThat(expanded(ask, 5))
                .containsExactly(
                        "https://x.org/a.fits",
                        "https://x.org/b.fits",
                        "https://x.org/c.fits",
                        "https://x.org/1",
                        "https://x.org/old");
        assertThat(ask.uris()).containsExactly("https://x.org/1", "https://x.org/2", "https://x.org/3");
        assertThat(ask.leftBehind()).isZero();
    }

    @Test
    void leavesWhatIsDeeperAsItIs() {
        assertThat(expanded(ask(three), 1))
                .containsExactly("https://x.org/a.fits", "https://x.org/2", "https://x.org/old");
        assertThat(expanded(ask(three), 0)).containsExactly("https://x.org/1");
    }

    @Test
    void endsOnADocumentThatAlwaysLeadsToAnother() {
        CannedAsk ask = new CannedAsk(folder, request -> {
            int number = Integer.parseInt(request.uri().substring("https://x.org/".length()));
            return CannedAsk.Reply.of(document(
                    row(String.valueOf(2 * number), "#this", DATALINK),
                    row(String.valueOf(2 * number + 1), "#this", DATALINK)));
        });

        expanded(ask, 25);

        assertThat(ask.requests()).hasSize(200);
    }

    @Test
    void keepsALinkWhoseDocumentIsGoneAsAnErrorRow() {
        List<Link> links = new LinkResolver(
                        ask(Map.of("https://x.org/1", document(row("2", "#this", DATALINK), row("a", "#this", null)))),
                        Limits.defaults())
                .expand(link("https://x.org/1"), 3);

        assertThat(links).hasSize(2);
        assertThat(links.get(0).errorMessage()).startsWith("DefaultFault: https://x.org/2: HTTP 404");
        assertThat(links.get(0).accessUrl()).isNull();
        assertThat(links.get(1).accessUrl()).isEqualTo("https://x.org/a");
    }

    @Test
    void failsWhenTheDocumentItselfIsGone() {
        assertThatThrownBy(() -> expanded(ask(Map.of()), 3))
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("HTTP 404");
    }

    @Test
    void isTransientWhenADeeperOneMayComeBack() {
        CannedAsk ask = new CannedAsk(
                folder,
                request -> request.uri().endsWith("/1")
                        ? CannedAsk.Reply.of(document(row("2", "#this", DATALINK)))
                        : CannedAsk.Reply.of(503, ""));

        assertThatThrownBy(() -> expanded(ask, 3)).isInstanceOf(TransientException.class);
    }

    @Test
    void readsADocumentThatWasFetchedAsAProduct() {
        List<Link> links = new LinkResolver(ask(Map.of()), Limits.defaults())
                .read(sample("datalink/gavo-datalink-proc.xml"), "http://dc.example.org/dl?ID=1");

        assertThat(links).hasSize(4);
        assertThat(links).extracting(Link::fault).containsOnlyNulls();
        assertThat(links.get(1).serviceDef()).isEqualTo("ndndtdihpgea");
        assertThat(links.get(1).accessUrl()).isNull();
        assertThat(links).extracting(Link::contentLength).containsExactly(null, null, 100800L, null);
    }

    @Test
    void takesAServiceThatNeedsNothingForALink() {
        List<Link> links = new LinkResolver(ask(Map.of()), Limits.defaults())
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

        assertThatThrownBy(
                        () -> new LinkResolver(ask(Map.of()), Limits.defaults()).read(other, "https://x.org/t?secret"))
                .isInstanceOf(FinalException.class)
                .hasMessage(
                        "https://x.org/t: a VOTable that is no DataLink document: of its 1 columns none is access_url");
    }

    private static Path sample(String name) {
        return Cases.RESOURCES.resolve("vo-samples").resolve(name);
    }
}
