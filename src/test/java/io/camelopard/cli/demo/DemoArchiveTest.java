package io.camelopard.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The demo archive as a client sees it that was not written for it. */
class DemoArchiveTest {
    private static final String OBSERVATION = "/FTP/nustar/data/obs/00/6//60061044002/";
    private static final String IMAGE = OBSERVATION + "event_cl/nu60061044002A01_sk.img";
    private static final String BUSY = OBSERVATION + "event_cl/nu60061044002A01_cl.evt.gz";
    private static final String CONE = "/xamin/vo/cone?showoffsets&table=numaster&";
    private static final String HERE = "RA=61.81861303&DEC=3.7071705&SR=0.2";
    private static final Pattern HREF = Pattern.compile("<a href=\"([^\"]+)\">");

    private final HttpClient client = HttpClient.newHttpClient();
    private DemoArchive archive;

    @BeforeEach
    void start() throws IOException {
        archive = DemoArchive.start();
    }

    @AfterEach
    void stop() {
        archive.close();
    }

    @Test
    void settingsPointEverythingAtTheArchive() {
        assertThat(archive.base().getHost()).isEqualTo("127.0.0.1");
        assertThat(archive.settings())
                .containsEntry("camelopard.sesame.url", archive.base() + "/cgi-bin/nph-sesame")
                .containsEntry("camelopard.registry.url", archive.base() + "/tap")
                .containsEntry("camelopard.network.allow", "127.0.0.0/8");
    }

    @Test
    void resolvesTheNameInItsSpellings() throws Exception {
        for (String name : List.of("3C%20105", "3C+105", "3c105")) {
            for (String output : List.of("/-ox/SNV?", "/-oxp/SNV?", "/-oxp/~SNV?")) {
                assertThat(text("/cgi-bin/nph-sesame" + output + name))
                        .contains("<jradeg>61.81861303</jradeg>", "<jdedeg>+3.7071705</jdedeg>");
            }
        }
    }

    @Test
    void answersAnUnknownNameAsSesameDoes() throws Exception {
        assertThat(text("/cgi-bin/nph-sesame/-oxp/SNV?no%20such%20%3Cname%3E"))
                .contains("*** Nothing found ***", "<name>no such &lt;name&gt;</name>")
                .doesNotContain("jradeg");
    }

    @Test
    void registryAnswersTheColumnsAskedForByGetAndPost() throws Exception {
        String query =
                "SELECT i.access_url, r.ivoid AS id, intf_role FROM rr.interface AS i NATURAL JOIN rr.resource AS r"
                        + " WHERE ivoid = 'ivo://nasa.heasarc/numaster' AND standard_id = 'ivo://ivoa.net/std/conesearch'";
        String form = "REQUEST=doQuery&LANG=ADQL&QUERY=" + encode(query);
        for (String answer : List.of(text("/tap/sync?" + form), post("/tap/sync", form))) {
            assertThat(fields(answer)).containsExactly("access_url", "id", "intf_role");
            assertThat(rows(answer))
                    .containsExactly(List.of(archive.base() + CONE, "ivo://nasa.heasarc/numaster", "std"));
        }
    }

    @Test
    void registryKnowsNothingElse() throws Exception {
        String other = "SELECT access_url FROM rr.interface WHERE ivoid = 'ivo://nasa.heasarc/chanmaster'";
        assertThat(rows(text("/tap/sync?QUERY=" + encode(other)))).isEmpty();

        HttpResponse<String> unknown = get("/tap/sync?QUERY=" + encode("SELECT colour FROM rr.interface"));
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("QUERY_STATUS\" value=\"ERROR\">column 'colour' is not known");
    }

    @Test
    void coneSearchAnswersTheRecordedRowsAndOneThatIsNotPublic() throws Exception {
        String answer = text(CONE + HERE);

        assertThat(column(answer, "obsid"))
                .containsExactly(
                        "60061044002", "60061044006", "60061044004", "60261003004", "61061003002", "60261003002");
        assertThat(column(answer, "exposure_a")).containsExactly("4807", "5583", "6208", "20703", "7112", "20737");
        assertThat(column(answer, "Search_Offset")).startsWith("1.7172", "1.4912", "1.5680", "1.5573");
        assertThat(answer.indexOf("adhoc:service")).isGreaterThan(answer.indexOf("</TABLE>"));
        assertThat(answer).contains("value=\"" + archive.base() + "/xamin/vo/datalink/numaster\"");
    }

    @Test
    void coneSearchKeepsToTheCone() throws Exception {
        assertThat(column(text(CONE + "ra=61.8034&dec=3.6859&sr=0.001"), "obsid"))
                .containsExactly("60061044004");
        assertThat(rows(text(CONE + "RA=10&DEC=-10&SR=1"))).isEmpty();
        assertThat(rows(text(CONE + "RA=61.8&DEC=3.7&SR=0"))).isEmpty();
    }

    @Test
    void coneSearchSaysWhatIsWrongUnderStatus200() throws Exception {
        assertThat(text(CONE + "RA=as3f&DEC=0&SR=1"))
                .contains("name=\"Error\" value=\"Error in input RA value: as3f\"")
                .doesNotContain("<TABLE>");
        assertThat(text(CONE + "RA=1&DEC=91&SR=1")).contains("Error in input DEC value: 91");
        assertThat(text(CONE + "RA=1&DEC=1")).contains("Error in input SR value: ");
    }

    @Test
    void datalinkAnswersManyIdsWithIdentifiersOfItsOwn() throws Exception {
        String answer = text("/xamin/vo/datalink/numaster?id=3578&ID=3579&Id=9999");

        assertThat(column(answer, "ID"))
                .containsExactly(
                        "ivo://nasa.heasarc/numaster?60061044002",
                        "ivo://nasa.heasarc/numaster?60061044002",
                        "ivo://nasa.heasarc/numaster?60061044002",
                        "ivo://nasa.heasarc/numaster?60061044006",
                        "ivo://nasa.heasarc/numaster?60061044006",
                        "ivo://nasa.heasarc/numaster?60061044006",
                        "9999");
        assertThat(column(answer, "content_type"))
                .startsWith("text/html", "application/x-votable+xml;content=datalink", "directory");
        assertThat(column(answer, "access_url").get(2)).isEqualTo(archive.base() + OBSERVATION);
        assertThat(column(answer, "content_length").get(2)).isEmpty();
        assertThat(column(answer, "error_message").get(6)).isEqualTo("NotFoundFault: 9999 is not in numaster");
    }

    @Test
    void datalinkTakesPostToo() throws Exception {
        assertThat(rows(post("/xamin/vo/datalink/numaster", "ID=3578&ID=3580"))).hasSize(6);
    }

    @Test
    void datalinkHasNoDirectoryForWhatIsNotPublic() throws Exception {
        String answer = text("/xamin/vo/datalink/numaster?id=3582");

        assertThat(column(answer, "error_message"))
                .containsExactly("NotFoundFault: no public data for observation 61061003002");
        assertThat(column(answer, "access_url")).containsExactly("");
    }

    @Test
    void theDatalinkInTheDatalinkLeadsToFiles() throws Exception {
        String deeper = column(text("/xamin/vo/datalink/numaster?id=3578"), "access_url")
                .get(1);
        List<String> urls = column(text(deeper), "access_url");

        assertThat(urls).hasSize(2);
        for (String url : urls) {
            FitsCheck.check(url, bytes(url));
        }
    }

    @Test
    void everyFileOfEachPublicObservationIsValidFits() throws Exception {
        for (String id : List.of("3578", "3579", "3580", "3581", "3583")) {
            Map<String, byte[]> files = walk(column(text("/xamin/vo/datalink/numaster?id=" + id), "access_url")
                    .get(2));

            assertThat(files).hasSize(12);
            files.forEach(FitsCheck::check);
        }
    }

    @Test
    void servesTheSameBytesAtEveryStart() throws Exception {
        Map<String, byte[]> first = walk(OBSERVATION);
        archive.close();
        archive = DemoArchive.start();

        Map<String, byte[]> second = walk(OBSERVATION);
        assertThat(second.keySet()).isEqualTo(first.keySet());
        second.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(first.get(name)));
    }

    @Test
    void listsAsApacheDoes() throws Exception {
        String page = text(OBSERVATION);

        assertThat(page).contains("<pre>", "[PARENTDIR]", "Index of /FTP/nustar/data/obs/00/6/60061044002<");
        assertThat(hrefs(page))
                .containsExactly(
                        "?C=N;O=D",
                        "?C=M;O=A",
                        "?C=S;O=A",
                        "?C=D;O=A",
                        "/FTP/nustar/data/obs/00/6/",
                        "auxil/",
                        "event_cl/",
                        "event_uf/",
                        "hk/");
        assertThat(text(OBSERVATION + "event_cl/")).contains("A01_sk.img</a>", "2020-11-15 14:24  132K");
    }

    @Test
    void theParentListsTheOtherObservations() throws Exception {
        assertThat(hrefs(text("/FTP/nustar/data/obs/00/6/"))).contains("60061044002/", "60061044004/", "60061044006/");
    }

    @Test
    void sendsAFolderWithoutSlashToTheOneWithIt() throws Exception {
        HttpResponse<String> moved = get("/FTP/nustar/data/obs/00/6/60061044002");
        assertThat(moved.statusCode()).isEqualTo(301);
        assertThat(moved.headers().firstValue("Location")).hasValue("/FTP/nustar/data/obs/00/6/60061044002/");
    }

    @Test
    void oneFileIsBusyTheFirstTimeAndOnlyThen() throws Exception {
        HttpResponse<String> first = get(BUSY);
        assertThat(first.statusCode()).isEqualTo(503);
        assertThat(first.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(get(BUSY).statusCode()).isEqualTo(200);
        assertThat(get(BUSY).statusCode()).isEqualTo(200);
    }

    @Test
    void headTellsWhatGetSends() throws Exception {
        HttpResponse<byte[]> whole = send(IMAGE, "GET");
        HttpResponse<byte[]> head = send(IMAGE, "HEAD");

        assertThat(head.body()).isEmpty();
        for (String header : List.of("Content-Length", "Content-Type", "ETag", "Last-Modified", "Accept-Ranges")) {
            assertThat(head.headers().firstValue(header))
                    .isPresent()
                    .isEqualTo(whole.headers().firstValue(header));
        }
        assertThat(head.headers().firstValue("Date")).isPresent();
        assertThat(whole.headers().firstValue("Last-Modified")).hasValue("Sun, 15 Nov 2020 14:24:00 GMT");
        assertThat(whole.headers().firstValueAsLong("Content-Length")).hasValue(whole.body().length);
    }

    @Test
    void sendsPartsOfTheVersionThatTheClientHolds() throws Exception {
        HttpResponse<byte[]> whole = send(IMAGE, "GET");
        String etag = whole.headers().firstValue("ETag").orElseThrow();
        int size = whole.body().length;

        for (String validator :
                List.of(etag, whole.headers().firstValue("Last-Modified").orElseThrow())) {
            HttpResponse<byte[]> rest = send(IMAGE, "GET", "Range", "bytes=4096-", "If-Range", validator);
            assertThat(rest.statusCode()).isEqualTo(206);
            assertThat(rest.headers().firstValue("Content-Range")).hasValue("bytes 4096-" + (size - 1) + "/" + size);
            assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(whole.body(), 4096, size));
        }
        assertThat(send(IMAGE, "GET", "Range", "bytes=10-19").body())
                .isEqualTo(Arrays.copyOfRange(whole.body(), 10, 20));
        assertThat(send(IMAGE, "GET", "Range", "bytes=-5").body())
                .isEqualTo(Arrays.copyOfRange(whole.body(), size - 5, size));
        assertThat(send(IMAGE, "GET", "Range", "bytes=0-", "If-Range", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> beyond = send(IMAGE, "GET", "Range", "bytes=" + size + "-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(beyond.headers().firstValue("Content-Range")).hasValue("bytes */" + size);
    }

    @Test
    void sendsNothingThatTheClientHasAlready() throws Exception {
        HttpResponse<byte[]> whole = send(IMAGE, "GET");
        String etag = whole.headers().firstValue("ETag").orElseThrow();
        String modified = whole.headers().firstValue("Last-Modified").orElseThrow();

        assertThat(send(IMAGE, "GET", "If-None-Match", etag).statusCode()).isEqualTo(304);
        assertThat(send(IMAGE, "GET", "If-Modified-Since", modified).statusCode())
                .isEqualTo(304);
        assertThat(send(IMAGE, "GET", "If-None-Match", "\"other\"", "If-Modified-Since", modified)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void answersAnUnknownPathWithAPage() throws Exception {
        for (String path : List.of("/", "/FTP/nustar/data/obs/02/6//61061003002/", "/FTP/../etc/passwd")) {
            HttpResponse<String> missing = get(path);
            assertThat(missing.statusCode()).isEqualTo(404);
            assertThat(missing.body()).contains("<title>404 Not Found</title>");
        }
    }

    @Test
    void aSlowArchiveTakesItsTime() throws Exception {
        try (DemoArchive slow = DemoArchive.start(new Pace(Duration.ofMillis(50), 1_000_000))) {
            long begin = System.nanoTime();
            int size = bytes(slow.base() + IMAGE).length;
            Duration least = Duration.ofMillis(50 + size / 1_000 - 50);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(least);
        }
    }

    /** All files below a directory by relative path, as wget without parents would take them. */
    private Map<String, byte[]> walk(String directory) throws Exception {
        Map<String, byte[]> files = new TreeMap<>();
        for (String href : hrefs(text(directory))) {
            if (href.startsWith("?") || href.startsWith("/")) {
                continue;
            }
            if (href.endsWith("/")) {
                walk(directory + href).forEach((name, bytes) -> files.put(href + name, bytes));
            } else {
                get(directory + href);
                files.put(href, bytes(directory + href));
            }
        }
        return files;
    }

    private static List<String> hrefs(String page) {
        return HREF.matcher(page).results().map(found -> found.group(1)).toList();
    }

    private static List<String> fields(String votable) {
        return groups("<FIELD[^>]*\\bname=\"([^\"]+)\"", votable);
    }

    private static List<List<String>> rows(String votable) {
        List<List<String>> rows = new ArrayList<>();
        groups("<TR>(.*?)</TR>", votable).forEach(row -> rows.add(groups("<TD>(.*?)</TD>", row)));
        return rows;
    }

    private static List<String> column(String votable, String name) {
        int index = fields(votable).indexOf(name);
        return rows(votable).stream().map(row -> row.get(index)).toList();
    }

    private static List<String> groups(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(text)
                .results()
                .map(DemoArchiveTest::unescaped)
                .toList();
    }

    private static String unescaped(MatchResult found) {
        return found.group(1).replace("&amp;", "&");
    }

    private String text(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private byte[] bytes(String path) throws Exception {
        HttpResponse<byte[]> answer = send(path, "GET");
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<byte[]> send(String path, String method, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private String post(String path, String form) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private URI uri(String path) {
        return URI.create(path.startsWith("http") ? path : archive.base() + path);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
