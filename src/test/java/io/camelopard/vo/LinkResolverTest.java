package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Limits;
import io.camelopard.votable.Row;
import io.camelopard.votable.Trailer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A links service is asked for many datasets at once, in as few requests as it takes, and every row gets its own links,
 * whatever the service does with the identifiers, the order, or a dataset that it cannot bear.
 */
class LinkResolverTest {
    private static final String ANSWER = "https://x.org/search";
    private static final Columns COLUMNS = Columns.of(List.of(
            Votables.column("__row", "DataLinkID", null, null, null),
            Votables.column("obsid"),
            Votables.column("flag")));
    private static final Trailer DESCRIBED = Votables.trailer(Votables.links(
            "https://x.org/links?table=numaster",
            Votables.param("id", "", "DataLinkID"),
            Votables.param("RESPONSEFORMAT", "application/x-votable+xml;content=datalink", null),
            Votables.param("LANGUAGE", "", null)));

    @TempDir
    Path folder;

    private CannedAsk ask;
    private LinkResolver resolver;

    private LinkResolver with(Function<Request, CannedAsk.Reply> server) {
        ask = new CannedAsk(folder, server);
        resolver = new LinkResolver(ask, Limits.defaults(), time -> true);
        return resolver;
    }

    private static List<Row> rows(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Votables.row(COLUMNS, "r" + i, "6006104" + (4000 + i), "0"))
                .toList();
    }

    private void assertEachHasItsOwn(List<RowLinks> resolved) {
        assertThat(resolved).allSatisfy(one -> {
            assertThat(one.failure()).isNull();
            assertThat(one.links())
                    .extracting(Link::accessUrl)
                    .containsExactly("https://x.org/data/" + one.row().get("__row") + ".fits");
        });
        assertThat(ask.leftBehind()).isZero();
    }

    @Test
    void asksForManyAtOnceWithFixedParametersAndTheRowsValues() {
        List<Row> rows = rows(2);

        List<RowLinks> resolved = with(new LinksServer()).resolve(rows, DESCRIBED, ANSWER, false);

        assertThat(ask.uris())
                .containsExactly("https://x.org/links?table=numaster"
                        + "&RESPONSEFORMAT=application%2Fx-votable%2Bxml%3Bcontent%3Ddatalink&id=r0&id=r1");
        assertThat(resolved).extracting(RowLinks::row).containsExactlyElementsOf(rows);
        assertEachHasItsOwn(resolved);
        Link link = resolved.get(0).links().get(0);
        assertThat(link.id()).isEqualTo("r0");
        assertThat(link.semantics()).isEqualTo("http://www.ivoa.net/rdf/datalink/core#this");
        assertThat(link.contentLength()).isNull();
        assertThat(link.columns()).containsEntry("content_type", "image/fits").containsKey("content_qualifier");
    }

    @Test
    void costsATwentiethOfTheRequestsForAThousandRows() {
        List<Row> rows = rows(1000);
        with(new LinksServer());

        for (int i = 0; i < 1000; i += 200) {
            assertEachHasItsOwn(resolver.resolve(rows.subList(i, i + 200), DESCRIBED, ANSWER, false));
        }

        assertThat(ask.requests()).hasSizeLessThanOrEqualTo(50);
        assertThat(ask.uris()).allSatisfy(uri -> assertThat(uri).hasSizeLessThan(6_000));
    }

    @Test
    void keepsRequestsShortWhenIdentifiersAreLong() {
        Columns columns = Columns.of(List.of(Votables.column("id", "DataLinkID", null, null, null)));
        List<Row> rows = IntStream.range(0, 100)
                .mapToObj(i -> Votables.row(columns, "ivo://x/y?" + "a".repeat(300) + i))
                .toList();

        List<RowLinks> resolved = with(new LinksServer()).resolve(rows, DESCRIBED, ANSWER, false);

        assertThat(resolved).allSatisfy(one -> assertThat(one.links()).hasSize(1));
        assertThat(ask.uris()).allSatisfy(uri -> assertThat(uri).hasSizeLessThan(6_000));
        assertThat(ask.requests()).hasSizeLessThan(10);
    }

    @Test
    void asksOnceForRowsOfTheSameDataset() {
        List<Row> rows = List.of(rows(1).get(0), rows(1).get(0), rows(2).get(1));

        assertEachHasItsOwn(with(new LinksServer()).resolve(rows, DESCRIBED, ANSWER, false));

        assertThat(LinksServer.ids(ask.requests().get(0))).containsExactly("r0", "r1");
    }

    @Test
    void doesNotRelyOnTheOrderOfTheAnswer() {
        assertEachHasItsOwn(with(new LinksServer().backwards()).resolve(rows(120), DESCRIBED, ANSWER, false));
    }

    /** VO-TRAPS 1.3. */
    @Test
    void asksAgainForWhatAnOverflowLeftOut() {
        assertEachHasItsOwn(with(new LinksServer().processing(8, true)).resolve(rows(100), DESCRIBED, ANSWER, false));
        assertThat(ask.requests()).hasSizeLessThan(20);
    }

    @Test
    void asksAgainForWhatWasLeftOutWithoutAWord() {
        assertEachHasItsOwn(with(new LinksServer().processing(30, false)).resolve(rows(100), DESCRIBED, ANSWER, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 414, 500, 502})
    void learnsHowManyAServiceTakes(int status) {
        with(new LinksServer().refusingAbove(12, status));

        for (int i = 0; i < 5; i++) {
            assertEachHasItsOwn(resolver.resolve(rows(200), DESCRIBED, ANSWER, false));
        }

        List<Integer> sizes = ask.requests().stream()
                .map(request -> LinksServer.ids(request).size())
                .toList();
        assertThat(sizes).hasSizeLessThan(1000 / 12 + 30);
        assertThat(sizes.subList(sizes.size() - 10, sizes.size())).allMatch(size -> size <= 12);
        assertThat(sizes.get(sizes.size() - 4)).isGreaterThan(8);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 500})
    void letsOneBadDatasetFailNoOther(int status) {
        List<RowLinks> resolved =
                with(new LinksServer().failingOver(status, "r7", "r31")).resolve(rows(60), DESCRIBED, ANSWER, false);

        assertThat(resolved.get(7).failure())
                .isInstanceOf(status == 500 ? TransientException.class : FinalException.class)
                .hasMessageContaining("HTTP " + status);
        assertThat(resolved.get(31).failure()).isNotNull();
        List<RowLinks> others = new ArrayList<>(resolved);
        others.remove(31);
        others.remove(7);
        assertEachHasItsOwn(others);
        assertThat(ask.requests()).hasSizeLessThan(35);
    }

    @Test
    void leavesAServiceAloneThatIsBusy() {
        with(request -> new CannedAsk.Reply(503, Map.of("Retry-After", "9"), new byte[0]));

        List<RowLinks> resolved = resolver.resolve(rows(200), DESCRIBED, ANSWER, false);

        assertThat(ask.requests()).hasSize(1);
        assertThat(resolved).allSatisfy(one -> assertThat(one.failure())
                .isInstanceOfSatisfying(TransientException.class, e -> assertThat(e.retryAfter())
                        .contains(Duration.ofSeconds(9))));
    }

    @Test
    void givesUpOnAServiceThatBreaksOverEverything() {
        with(request -> CannedAsk.Reply.of(500, "stack trace"));

        assertThat(resolver.resolve(rows(400), DESCRIBED, ANSWER, false))
                .allSatisfy(one -> assertThat(one.failure()).isInstanceOf(TransientException.class));

        assertThat(ask.requests()).hasSizeLessThanOrEqualTo(16);
    }

    @Test
    void keepsTheFailureOfAConnection() {
        with(request -> {
            throw new TransientException("https://x.org/links: connection refused");
        });

        assertThat(resolver.resolve(rows(2), DESCRIBED, ANSWER, false))
                .allSatisfy(one -> assertThat(one.failure()).hasMessageContaining("connection refused"));
        assertThat(ask.requests()).hasSize(1);
    }

    @Test
    void knowsDatasetsByTheirLastSegmentWhenTheServiceHasItsOwnNames() {
        assertEachHasItsOwn(
                with(new LinksServer().naming(id -> "ivo://x/y?" + id).backwards())
                        .resolve(rows(100), DESCRIBED, ANSWER, false));
        assertThat(ask.requests()).hasSizeLessThan(4);
    }

    @Test
    void knowsDatasetsByACellOfTheirRowsWhenTheServiceHasItsOwnNames() {
        LinksServer heasarc = new LinksServer()
                .naming(id -> "ivo://nasa.heasarc/numaster?6006104" + (4000 + Integer.parseInt(id.substring(1))))
                .backwards();

        List<RowLinks> resolved = with(heasarc).resolve(rows(100), DESCRIBED, ANSWER, false);

        assertEachHasItsOwn(resolved);
        assertThat(resolved.get(3).id()).isEqualTo("ivo://nasa.heasarc/numaster?60061044003");
        assertThat(ask.requests()).hasSizeLessThan(4);
    }

    @Test
    void knowsDatasetsByTheirOrderWhenNothingElseTells() {
        assertEachHasItsOwn(with(new LinksServer().naming(id -> "uid://" + id.hashCode()))
                .resolve(rows(100), DESCRIBED, ANSWER, false));
        assertThat(ask.requests()).hasSizeLessThan(4);
    }

    @Test
    void asksOneByOneWhenNothingTellsAndOneIsMissing() {
        LinksServer server =
                new LinksServer().naming(id -> "uid://" + id.hashCode()).withoutRowsFor("r5");
        with(server);

        List<RowLinks> resolved = new ArrayList<>(resolver.resolve(rows(10), DESCRIBED, ANSWER, false));

        assertThat(resolved.remove(5).links()).isEmpty();
        assertEachHasItsOwn(resolved);
        assertThat(ask.requests()).hasSize(11);
    }

    @Test
    void neverGuessesByOrderAgainstACellOfTheRows() {
        // One of ten is missing and one is there twice under another name: as many groups as were asked for.
        with(request -> {
            List<String> ids = LinksServer.ids(request);
            List<List<String>> rows = new ArrayList<>();
            ids.forEach(id -> rows.add(
                    List.of("ivo://n/m?" + (ids.size() > 1 ? "0" : id), "https://x.org/data/" + id + ".fits")));
            return CannedAsk.Reply.of(Votables.table(List.of("ID", "access_url"), rows, ""));
        });

        assertEachHasItsOwn(resolver.resolve(rows(3), DESCRIBED, ANSWER, false));
        assertThat(ask.requests()).hasSize(4);
    }

    @Test
    void asksOneByOneWhenAServiceTakesOnlyOne() {
        assertEachHasItsOwn(with(new LinksServer().takingOne()).resolve(rows(60), DESCRIBED, ANSWER, false));
        assertThat(ask.requests()).hasSize(61);
    }

    @Test
    void believesThatThereIsNothing() {
        with(request -> CannedAsk.Reply.of(Votables.table(LinksServer.COLUMNS, List.of(), "")));

        assertThat(resolver.resolve(rows(40), DESCRIBED, ANSWER, false)).allSatisfy(one -> {
            assertThat(one.failure()).isNull();
            assertThat(one.links()).isEmpty();
        });
        assertThat(ask.requests()).hasSize(2);
    }

    @Test
    void ignoresDatalinkWhenDirect() {
        Columns columns = Columns.of(
                List.of(Votables.column("__row", "DataLinkID", null, null, null), Votables.column("access_url")));
        with(new LinksServer());

        RowLinks own = resolver.resolve(List.of(Votables.row(columns, "r0", "data/a.fits")), DESCRIBED, ANSWER, true)
                .get(0);

        assertThat(ask.requests()).isEmpty();
        assertThat(own.links()).extracting(Link::accessUrl).containsExactly("https://x.org/data/a.fits");
        assertThat(own.links().get(0).columns()).containsEntry("access_url", "https://x.org/data/a.fits");
        assertThat(own.id()).isEqualTo("https://x.org/data/a.fits");
    }

    @Test
    void isItsOwnLinkWhereTheRowLacksWhatTheServiceNeeds() {
        Columns columns = Columns.of(
                List.of(Votables.column("__row", "DataLinkID", null, null, null), Votables.column("access_url")));
        List<Row> rows = List.of(
                Votables.row(columns, null, "https://x.org/own.fits"), Votables.row(columns, "r1", "https://x.org/b"));

        List<RowLinks> resolved = with(new LinksServer()).resolve(rows, DESCRIBED, ANSWER, false);

        assertThat(resolved.get(0).links()).extracting(Link::accessUrl).containsExactly("https://x.org/own.fits");
        assertThat(resolved.get(1).links()).extracting(Link::accessUrl).containsExactly("https://x.org/data/r1.fits");
    }

    @Test
    void hasNoLinksForACatalogue() {
        List<RowLinks> resolved = with(new LinksServer()).resolve(rows(2), Votables.trailer(), ANSWER, false);

        assertThat(resolved).allSatisfy(one -> assertThat(one.links()).isEmpty());
        assertThat(ask.requests()).isEmpty();
    }

    private static final Columns OBSCORE = Votables.columns("obs_publisher_did", "access_url", "access_format");

    private static List<Row> obscore(String... urls) {
        return List.of(urls).stream()
                .map(url ->
                        Votables.row(OBSCORE, "ivo://x/y?" + url, url, "application/x-votable+xml ; content=datalink"))
                .toList();
    }

    @Test
    void batchesAccessUrlsThatDifferInTheirIdOnly() {
        List<Row> rows = obscore("https://y.org/dl?runid=7&ID=r0", "/dl?ID=r0", "https://y.org/dl?runid=7&ID=r%2F1");
        with(new LinksServer());

        List<RowLinks> resolved = resolver.resolve(rows, DESCRIBED, ANSWER, false);

        assertThat(ask.uris()).containsExactly("https://y.org/dl?runid=7&ID=r0&ID=r%2F1", "https://x.org/dl?ID=r0");
        assertThat(resolved.get(2).links()).extracting(Link::accessUrl).containsExactly("https://x.org/data/r/1.fits");
        assertThat(resolved.get(2).id()).isEqualTo("ivo://x/y?https://y.org/dl?runid=7&ID=r%2F1");
    }

    @Test
    void asksForAnAccessUrlOfOneExactlyAsItIs() {
        List<Row> rows =
                obscore("https://y.org/dl?ID=a/b:c&sig=x%2fy", "https://y.org/dl/7/links", "https://y.org/dl?ID=a+b");

        with(new LinksServer()).resolve(rows, DESCRIBED, ANSWER, false);

        assertThat(ask.uris())
                .containsExactly(
                        "https://y.org/dl?ID=a/b:c&sig=x%2fy", "https://y.org/dl/7/links", "https://y.org/dl?ID=a+b");
    }

    /** VO-TRAPS 1.2: of the error rows only TransientFault merits asking again. */
    @Test
    void asksAgainForWhatMayPassAndForNothingElse() {
        List<String> asked = new ArrayList<>();
        with(request -> {
            List<List<String>> rows = LinksServer.ids(request).stream()
                    .map(id -> {
                        boolean first = !asked.contains(id);
                        asked.add(id);
                        String fault = id.equals("r1") && first
                                ? "TransientFault: busy"
                                : id.equals("r2") ? "FatalFault: x" : "";
                        return List.of(id, fault.isEmpty() ? "https://x.org/data/" + id + ".fits" : "", fault);
                    })
                    .toList();
            return CannedAsk.Reply.of(Votables.table(List.of("ID", "access_url", "error_message"), rows, ""));
        });

        List<RowLinks> resolved = resolver.resolve(rows(3), DESCRIBED, ANSWER, false);

        assertThat(asked).containsExactly("r0", "r1", "r2", "r1");
        assertThat(resolved.get(1).links()).extracting(Link::accessUrl).containsExactly("https://x.org/data/r1.fits");
        assertThat(resolved.get(2).links()).extracting(Link::fault).containsExactly("FatalFault");
    }

    /** VO-TRAPS 2.1 and SODA 1.0, 4.1: a service in the answer itself is a link of each row that has what it refers to. */
    @Test
    void aSodaServiceOfTheAnswerIsALinkOfEachRow() {
        Trailer described = Votables.trailer(Votables.service(
                "ivo://ivoa.net/std/SODA#sync-1.0",
                "/soda",
                Votables.param("ID", "", "DataLinkID"),
                Votables.param("CIRCLE", "", null)));
        Columns columns = Columns.of(
                List.of(Votables.column("__row", "DataLinkID", null, null, null), Votables.column("access_url")));
        List<Row> rows = List.of(
                Votables.row(columns, "r0", "https://x.org/a.fits"),
                Votables.row(columns, null, "https://x.org/b.fits"));

        List<RowLinks> resolved = with(new LinksServer()).resolve(rows, described, ANSWER, false);

        assertThat(resolved.get(0).links()).hasSize(2);
        Link service = resolved.get(0).links().get(1);
        assertThat(service.semantics()).isEqualTo(Vocabulary.core().normalise("#proc"));
        assertThat(Soda.of(service.service()).map(Soda::dataset)).contains("r0");
        assertThat(String.valueOf(service.service())).contains("https://x.org/soda");
        assertThat(resolved.get(1).links()).hasSize(1);
        assertThat(resolver.resolve(rows, described, ANSWER, true).get(0).links())
                .hasSize(1);
    }

    /** VO-TRAPS, cloud_access (d): the links of a service that has the same in other places can be asked for there. */
    @Test
    void keepsTheServiceOfLinksThatAreInSeveralPlaces() {
        io.camelopard.votable.Param source = new io.camelopard.votable.Param(
                "source",
                null,
                "char",
                "*",
                null,
                null,
                null,
                null,
                "",
                null,
                null,
                null,
                null,
                List.of("main-server", "aws:us-east1"));
        Trailer described =
                Votables.trailer(Votables.links("https://x.org/links", Votables.param("id", "", "DataLinkID"), source));

        Link link = with(new LinksServer())
                .resolve(rows(1), described, ANSWER, false)
                .get(0)
                .links()
                .get(0);

        assertThat(link.accessUrl()).isEqualTo("https://x.org/data/r0.fits");
        assertThat(link.service()).isNotNull();
        assertThat(link.service().inputs())
                .extracting(input -> input.name() + "=" + input.value() + input.options())
                .containsExactly("id=r0[]", "source=[main-server, aws:us-east1]");
        assertThat(ask.uris()).containsExactly("https://x.org/links?id=r0");
    }

    @Test
    void keepsErrorRowsAsLinks() {
        with(request -> CannedAsk.Reply.sample("datalink/lsst-nonexistent-error-row.xml"));

        RowLinks one = resolver.resolve(rows(1), DESCRIBED, ANSWER, false).get(0);

        assertThat(one.failure()).isNull();
        assertThat(one.links()).hasSize(1).allSatisfy(link -> {
            assertThat(link.errorMessage()).startsWith("NotFoundFault: Unknown dataset ID");
            assertThat(link.fault()).isEqualTo("NotFoundFault");
            assertThat(link.accessUrl()).isNull();
            assertThat(link.semantics()).isEqualTo(Vocabulary.THIS);
        });
    }

    @Test
    void resolvesRelativeAddressesAgainstTheDocument() {
        with(request -> CannedAsk.Reply.of(Votables.table(
                List.of("ID", "access_url"), List.of(List.of("r0", "../FTP//a/"), List.of("r0", "s3://b/k")), "")));

        assertThat(resolver.resolve(rows(1), DESCRIBED, ANSWER, false).get(0).links())
                .extracting(Link::accessUrl)
                .containsExactly("https://x.org/FTP//a/", "s3://b/k");
    }

    @Test
    void tellsAPageFromADocument() {
        with(request -> CannedAsk.Reply.of("<html><title>Maintenance</title></html>"));

        assertThat(resolver.resolve(rows(1), DESCRIBED, ANSWER, false).get(0).failure())
                .isInstanceOf(FinalException.class)
                .hasMessageContaining("an HTML page instead of a VOTable: \"Maintenance\"");
    }

    @Test
    void readsTheRecordedNumasterWithItsDatalink() throws Exception {
        Trailer trailer = io.camelopard.votable.VotableScan.scan(
                Cases.RESOURCES.resolve("vo-samples/scs/heasarc-numaster-3c105.reconstructed.vot"), Limits.defaults());
        List<Row> rows = RowColumnsTest.rows("scs/heasarc-numaster-3c105.reconstructed.vot");
        with(request -> CannedAsk.Reply.sample("datalink/heasarc-numaster-60061044002.reconstructed.vot"));

        RowLinks one =
                resolver.resolve(rows.subList(0, 1), trailer, ANSWER, false).get(0);

        assertThat(ask.uris()).containsExactly("https://heasarc.gsfc.nasa.gov/xamin/vo/datalink/numaster?id=3578");
        assertThat(one.id()).isEqualTo("ivo://nasa.heasarc/numaster?60061044002");
        assertThat(one.links()).hasSize(3);
        assertThat(one.links().get(1).isDatalink()).isTrue();
        assertThat(one.links().get(2).accessUrl())
                .isEqualTo("https://heasarc.gsfc.nasa.gov/FTP/nustar/data/obs/00/6//60061044002/");
        assertThat(MediaType.parse(String.valueOf(one.links().get(2).contentType()))
                        .matches("directory"))
                .isTrue();
    }
}
