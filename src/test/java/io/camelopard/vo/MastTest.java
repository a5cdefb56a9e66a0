package io.camelopard.vo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.vo.CannedAsk.Reply;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Limits;
import io.camelopard.votable.Row;
import io.camelopard.votable.VotableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Observations and products of MAST, recorded and made up. */
class MastTest {
    private static final String URL = "https://mast.example/api/v0/invoke";
    private static final Region CRAB = Region.circle(83.6332, 22.0145, 16 / 3600.0);

    @TempDir
    Path folder;

    private Path answers;
    private Path spool;
    private final List<Duration> pauses = new ArrayList<>();
    private CannedAsk ask;

    @BeforeEach
    void folders() throws IOException {
        answers = Files.createDirectory(folder.resolve("answers"));
        spool = Files.createDirectory(folder.resolve("spool"));
    }

    private Mast mast(Function<Request, Reply> server, String... urls) {
        ask = new CannedAsk(answers, server);
        return new Mast(ask, pauses::add, urls.length == 0 ? List.of(URL) : List.of(urls), spool);
    }

    private static MastFilter any(String column, String... values) {
        return new MastFilter(column, List.of(values), null, null);
    }

    private String asked(int request) {
        return ask.requests().get(request).params().get(0).getValue();
    }

    private List<Row> observations(Mast mast, @Nullable Region region, MastFilter... criteria) {
        try (Answer answer = mast.observations(region, List.of(criteria), Map.of());
                VotableReader reader = VotableReader.open(answer.body(), Limits.defaults())) {
            List<Row> rows = new ArrayList<>();
            reader.forEachRemaining(rows::add);
            return rows;
        } finally {
            assertThat(ask.leftBehind()).isZero();
            assertThat(spool).isEmptyDirectory();
        }
    }

    private static String page(int page, int pages, int total, int... ids) {
        String rows = Arrays.stream(ids)
                .mapToObj(id -> "{\"obsid\": %d, \"t_exptime\": %d.5, \"distance\": 0}".formatted(id, id))
                .collect(Collectors.joining(","));
        return """
                {"status": "COMPLETE", "data": [%s], "paging": {"page": %d, "pagesFiltered": %d, "rowsFiltered": %d},
                 "fields": [{"name": "obsid", "type": "string"}, {"name": "t_exptime", "type": "float"},
                            {"name": "distance", "type": "float"}, {"name": "_selected_", "type": "boolean"}]}
                """.formatted(rows, page, pages, total);
    }

    @Test
    void readsARecordedAnswerWithItsTypes() {
        List<Row> rows = observations(mast(request -> Reply.sample("mast/caom.json")), CRAB);

        assertThat(rows).hasSize(19);
        assertThat(rows.get(0).get("obsid")).isEqualTo("2003585980");
        assertThat(rows.get(0).get("distance")).isEqualTo(293.0973439304444);
        assertThat(rows.get(0).get("calib_level")).isEqualTo(3L);
        assertThat(rows.get(0).get("dataURL")).isNull();
        Columns columns = rows.get(0).columns();
        assertThat(columns.get(columns.indexOf("distance")).unit()).isEqualTo("arcsec");
        assertThat(rows.get(0).containsKey("_selected_")).isFalse();
        assertThat(asked(0))
                .isEqualTo("{\"service\":\"Mast.Caom.Cone\",\"params\":{\"ra\":83.6332,\"dec\":22.0145,"
                        + "\"radius\":0.0044444444444444444},\"format\":\"json\",\"pagesize\":10000,\"page\":1}"
                                .replace("0.0044444444444444444", Double.toString(16 / 3600.0)));
    }

    @Test
    void criteriaAroundAPositionAreFilters() {
        observations(
                mast(request -> Reply.sample("mast/caom.json")),
                CRAB,
                any("obs_collection", "PS1", "HST"),
                any("target_name", "M*"),
                any("t_exptime", "300"),
                new MastFilter("t_min", List.of(), 50000.0, null));

        assertThat(asked(0))
                .startsWith("{\"service\":\"Mast.Caom.Filtered.Position\",\"params\":{\"columns\":\"*\",\"filters\":["
                        + "{\"paramName\":\"obs_collection\",\"separator\":\";\",\"values\":[\"PS1\",\"HST\"]},"
                        + "{\"paramName\":\"target_name\",\"values\":[],\"freeText\":\"M%\"},"
                        + "{\"paramName\":\"t_exptime\",\"values\":[{\"min\":300.0,\"max\":300.0}]},"
                        + "{\"paramName\":\"t_min\",\"values\":[{\"min\":50000.0,\"max\":1.0E30}]}],"
                        + "\"position\":\"83.6332, 22.0145, 0.00444444444444444");
    }

    @Test
    void criteriaWithoutAPositionAreAServiceOfTheirOwn() {
        observations(mast(request -> Reply.sample("mast/caom.json")), null, any("obs_id", "x"));

        assertThat(asked(0)).startsWith("{\"service\":\"Mast.Caom.Filtered\",").doesNotContain("position\":");
    }

    @Test
    void aCriterionOnNoColumnIsTold() {
        assertThatThrownBy(() -> observations(
                        mast(request -> Reply.sample("mast/caom.json")), CRAB, any("obs_colection", "PS1")))
                .isInstanceOf(MisuseException.class)
                .hasMessageStartingWith("search.criteria.obs_colection: MAST's observations have no such column")
                .hasMessageContaining("obs_collection");
    }

    @Test
    void asksAgainUntilTheAnswerIsReady() {
        List<String> replies = new ArrayList<>(List.of("EXECUTING", "EXECUTING", "COMPLETE"));
        observations(mast(request -> Reply.of(page(1, 1, 1, 7).replace("COMPLETE", replies.remove(0)))), CRAB);

        assertThat(ask.requests()).hasSize(3);
        assertThat(pauses).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
    }

    @Test
    void stopsAskingWhenThisProcessStops() {
        ask = new CannedAsk(answers, request -> Reply.of("{\"status\": \"EXECUTING\"}"));
        Mast mast = new Mast(ask, time -> false, List.of(URL), spool);

        assertThatThrownBy(() -> observations(mast, CRAB))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("still EXECUTING");
        assertThat(ask.requests()).hasSize(1);
    }

    @Test
    void readsAllPages() {
        List<Row> rows = observations(
                mast(request -> {
                    int page = number(request);
                    return Reply.of(page(page, 3, 5, page == 3 ? new int[] {5} : new int[] {page, page + 10}));
                }),
                CRAB);

        assertThat(rows).extracting(row -> row.get("obsid")).containsExactly("1", "11", "2", "12", "5");
    }

    private static int number(Request request) {
        return Integer.parseInt(request.params().get(0).getValue().replaceFirst(".*\"page\":(\\d+).*", "$1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        the same page for ever                 | 1 | 3 | 9 | 1 | FinalException     | asked for page 2, got page 1
        the same rows under another number     | 0 | 3 | 9 | 1 | FinalException     | a page has the rows of the one before it
        no rows on a page that is not the last | 0 | 3 | 9 | 0 | FinalException     | page 1 of 3 has no rows
        fewer rows than it says                | 0 | 1 | 9 | 1 | TransientException | 1 of 9 rows, then no more pages
        pages without end                      | 0 | 99999999 | 9 | 1 | FinalException | 99999999 pages, more than 10000
        """)
    void noticesAServerThatDoesNotEnd(
            String what, int page, int pages, int total, int rows, String failure, String words) {
        assertThatThrownBy(() -> observations(
                        mast(request -> Reply.of(page(
                                page, pages, total, IntStream.range(0, rows).toArray()))),
                        CRAB))
                .as(what)
                .hasMessageContaining(words)
                .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(failure));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"status": "ERROR", "msg": "Invalid filter"}                  | FinalException     | the service reports ERROR: Invalid filter
        <html><title>Down for maintenance</title></html>              | FinalException     | "Down for maintenance"
        {"status": "COMPLETE", "data": [{"obsid": 1}, {"obs           | TransientException | the JSON ends before its end
        []                                                            | FinalException     | expected a JSON object
        {"status":"COMPLETE","fields":[{"name":"a","type":"int"}],"data":[{"a":"x"}]} | FinalException | column 'a' is long, found 'x'
        """)
    void noticesWhatIsNoAnswer(String body, String failure, String words) {
        assertThatThrownBy(() -> observations(mast(request -> Reply.of(body)), CRAB))
                .hasMessageStartingWith(URL)
                .hasMessageContaining(words)
                .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(failure));
    }

    @Test
    void asksTheNextAddressWhenOneIsDown() {
        Mast mast = mast(
                request -> request.url().contains("down") ? Reply.of(503, "busy") : Reply.of(page(1, 1, 1, 7)),
                "https://down.example/invoke",
                URL);

        assertThat(observations(mast, CRAB)).hasSize(1);
        assertThat(ask.requests()).hasSize(2);
    }

    private static List<Row> rows(String... obsids) {
        Columns columns = Votables.columns("obsid");
        return Arrays.stream(obsids).map(id -> Votables.row(columns, id)).toList();
    }

    private List<RowLinks> products(
            Function<Request, Reply> server, boolean cloud, List<Row> rows, MastFilter... wanted) {
        List<RowLinks> links = mast(server).products().resolve(rows, List.of(wanted), cloud);
        assertThat(ask.leftBehind()).isZero();
        return links;
    }

    @Test
    void productsAreLinksToTheirFiles() {
        List<RowLinks> links = products(
                request -> Reply.sample("mast/products.json"), false, rows("2003738726"), any("extension", "c3m.fits"));

        assertThat(asked(0)).startsWith("{\"service\":\"Mast.Caom.Products\",\"params\":{\"obsid\":\"2003738726\"}");
        assertThat(links).hasSize(1);
        Link link = links.get(0).links().get(0);
        assertThat(link.id()).isEqualTo("mast:HST/product/u9o40504m_c3m.fits");
        assertThat(link.accessUrl())
                .isEqualTo("https://mast.example/api/v0.1/Download/file?uri=mast:HST/product/u9o40504m_c3m.fits");
        assertThat(link.semantics()).isEqualTo(Vocabulary.THIS);
        assertThat(link.contentType()).isEqualTo("image/fits");
        assertThat(link.contentLength()).isEqualTo(207_360);
        assertThat(link.cloudAccess()).isNull();
        assertThat(link.columns())
                .containsEntry("productSubGroupDescription", "C3M")
                .containsEntry("content_length", 207_360L)
                .doesNotContainKey("_selected_");
        assertThat(ask.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        productType                | AUXILIARY       | 0         |         | 15
        producttype                | auxiliary       | 0         |         | 15
        productSubGroupDescription | C0*             | 0         |         | 2
        productSubGroupDescription | C*;DRZ          | 0         |         | 8
        size                       |                 | 10000000  | 30000000 | 3
        size                       | 31680           | 0         |         | 2
        extension                  | .fits           | 0         |         | 22
        extension                  | png;FITS        | 0         |         | 22
        prvversion                 | x               | 0         |         | 0
        """)
    void conditionsOnProducts(String column, String values, double min, Double max, int count) {
        MastFilter filter =
                values == null ? new MastFilter(column, List.of(), min, max) : any(column, values.split(";", -1));

        List<RowLinks> links =
                products(request -> Reply.sample("mast/products.json"), false, rows("2003738726"), filter);

        assertThat(links.get(0).links()).extracting(Link::id).hasSize(count);
    }

    @Test
    void aConditionOnNoColumnIsTold() {
        assertThatThrownBy(() -> products(
                        request -> Reply.sample("mast/products.json"),
                        false,
                        rows("1"),
                        any("productTypes", "SCIENCE")))
                .isInstanceOf(MisuseException.class)
                .hasMessageStartingWith("search.products.productTypes: MAST's products have no such column");
    }

    @Test
    void placesInTheCloudAreLookedUpForWhatIsWanted() {
        List<RowLinks> links = products(
                request -> request.method().equals("GET")
                        ? Reply.sample("mast/relative-path-lookup.json")
                        : Reply.sample("mast/products.json"),
                true,
                rows("2003738726"),
                any("extension", "c3m.fits", "c3t.fits"));

        assertThat(ask.uris().get(1))
                .isEqualTo("https://mast.example/api/v0.1/path_lookup/?uri=mast%3AHST%2Fproduct%2Fu9o40504m_c3m.fits"
                        + "&uri=mast%3AHST%2Fproduct%2Fu9o40504m_c3t.fits&use_cloud_path=true");
        assertThat(links.get(0).links())
                .extracting(Link::cloudAccess)
                .containsExactly(
                        "{\"aws\":{\"bucket_name\":\"stpubdata\","
                                + "\"key\":\"hst/public/u9o4/u9o40504m/u9o40504m_c3m.fits\",\"region\":\"us-east-1\"}}",
                        null);
    }

    @Test
    void withoutTheLookUpThereAreTheOrdinaryLinks() {
        List<RowLinks> links = products(
                request -> request.method().equals("GET") ? Reply.of(500, "") : Reply.sample("mast/products.json"),
                true,
                rows("2003738726"),
                any("extension", "c3m.fits"));

        assertThat(links.get(0).links()).hasSize(1);
        assertThat(links.get(0).failure()).isNull();
    }

    private static String list(String column, String... products) {
        String rows = Arrays.stream(products)
                .map(product -> product.split(":", -1))
                .map(part -> "{\"%s\": \"%s\", \"dataURI\": \"mast:%s\"}".formatted(column, part[0], part[1]))
                .collect(Collectors.joining(","));
        return "{\"status\": \"COMPLETE\", \"data\": [" + rows + "]}";
    }

    @Test
    void observationsAreAskedForTogether() {
        List<RowLinks> links =
                products(request -> Reply.of(list("obsID", "2:b", "1:a", "1:c")), false, rows("1", "2", "3"));

        assertThat(ask.requests()).hasSize(1);
        assertThat(links)
                .extracting(one -> one.links().stream().map(Link::id).toList())
                .containsExactly(List.of("mast:a", "mast:c"), List.of("mast:b"), List.of());
    }

    @Test
    void theObservationAskedForIsTheParent() {
        assertThat(products(request -> Reply.of(list("parent_obsid", "1:a", "2:b")), false, rows("1", "2"))
                        .get(1)
                        .links())
                .extracting(Link::id)
                .containsExactly("mast:b");
    }

    @Test
    void productsThatCannotBeToldApartAreAskedForOneByOne() {
        List<RowLinks> links = products(
                request -> Reply.of(list("obsID", asked(request, "1") ? "99:a" : "2:b")), false, rows("1", "2"));

        assertThat(ask.requests()).hasSize(3);
        assertThat(links).extracting(one -> one.links().get(0).id()).containsExactly("mast:a", "mast:b");
    }

    private static boolean asked(Request request, String id) {
        return request.params().get(0).getValue().matches(".*\"obsid\":\"(.*,)?" + id + "(,.*)?\".*");
    }

    @Test
    void oneObservationThatFailsDoesNotFailTheOthers() {
        List<RowLinks> links = products(
                request -> asked(request, "2")
                        ? Reply.of("{\"status\": \"ERROR\", \"msg\": \"bad id\"}")
                        : Reply.of(list("obsID", "1:a")),
                false,
                rows("1", "2"));

        assertThat(links.get(0).links()).hasSize(1);
        assertThat(links.get(1).failure()).isInstanceOf(FinalException.class).hasMessageContaining("bad id");
    }
}
