package io.camelopard.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Discovery;
import io.camelopard.ledger.FailureClass;
import io.camelopard.ledger.Selected;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the report of a run tells, and what it does not do to who reads it. */
class ReportTest {
    private static final String YAML = """
            description: Galaxies of the neighbourhood
            target: [M 31, M 33]
            search: {protocol: scs, service: "https://me:hush@h.org/scs?token=hush&x=1", radius: 12 arcmin}
            links: direct
            store: {to: 'file:out'}
            """;
    private static final String M31 = ReportedRun.at("M 31", 10.68, 41.27);
    private static final byte[] FITS = {1, 2, 3};

    @TempDir
    Path home;

    private ReportedRun run;

    @BeforeEach
    void begin() {
        run = new ReportedRun(home, "galaxies", YAML);
    }

    @AfterEach
    void close() {
        run.close();
    }

    private static List<String> texts(Document page, String selector) {
        return page.select(selector).eachText();
    }

    private static String tile(Document page, String name) {
        return page.select(".tile." + name + " b").text();
    }

    @Test
    void tellsWhatWasAskedFoundAndStored() {
        run.stored("out/a.fits", FITS, M31)
                .stored("out/b.fits", FITS, M31)
                .failed("c", "https://h.org/c.fits", M31, FailureClass.FINAL, "https://h.org/c.fits: status 404")
                .skipped("d", M31, "not public before 2999-01-01T00:00:00Z")
                .work()
                .end(new Discovery(12, 4, 2, 1, true, "target 'M 33': status 500"));

        Document page = run.page();

        assertThat(page.title()).isEqualTo("galaxies, run " + run.id());
        assertThat(page.select("h1").text()).isEqualTo("galaxies");
        assertThat(page.select(".lead").text()).isEqualTo("Galaxies of the neighbourhood");
        assertThat(page.select(".state.degraded").text()).isEqualTo("done");
        assertThat(page.select("dl").text()).contains("M 31, M 33", "12′ radius", "file:out", "2, of which 1 failed");
        assertThat(List.of("rows", "selected", "products", "stored", "skipped", "failed", "degraded", "bytes"))
                .extracting(name -> tile(page, name))
                .containsExactly("12", "4", "4", "2", "1", "1", "0", "6 B");
        assertThat(texts(page, "#stored .path")).containsExactly("out/a.fits", "out/b.fits");
        assertThat(page.select("#stored .digest code").attr("title")).hasSize(64);
        assertThat(page.select(".note.failed").text()).contains("M 33", "status 500");
        assertThat(page.select(".note.degraded").text()).contains("truncated");
    }

    @Test
    void showsWhatWasMadeOfAProductBelowIt() {
        String said =
                "{\"steps\":[{\"step\":\"preview\",\"done\":\"7 bytes\"},{\"step\":\"convert\",\"failed\":\"no table\"}],"
                        + "\"headers\":{\"OBJECT\":\"M31\",\"EXPTIME\":12.5}}";
        run.stored("out/a.fits", FITS, M31, said, Map.of("out/a.png", Pictures.png(30, 20)))
                .stored("out/b.fits", FITS, M31)
                .work()
                .end();

        Document page = run.page();

        assertThat(texts(page, "#stored tbody .path")).containsExactly("out/a.fits", "out/a.png", "out/b.fits");
        assertThat(texts(page, "#stored .derived .path")).containsExactly("out/a.png");
        assertThat(texts(page, "#stored .values li")).containsExactly("OBJECT M31", "EXPTIME 12.5");
        assertThat(texts(page, "#stored .steps li")).containsExactly("preview: 7 bytes", "convert: failed: no table");
        assertThat(tile(page, "stored")).isEqualTo("2");
    }

    @Test
    void gathersFailuresAndSkipsByReason() {
        for (int i = 0; i < 30; i++) {
            String url = "https://h.org/%d.fits".formatted(i);
            run.failed("f" + i, url, M31, FailureClass.FINAL, url + ": status 404, there is nothing");
            run.skipped("s" + i, M31, "not public before 29%02d-01-01T00:00:00Z".formatted(i));
        }
        run.failed("busy", "https://h.org/b.fits", M31, FailureClass.TRANSIENT, "https://h.org/b.fits: status 503")
                .work()
                .end();

        Document page = run.page();

        assertThat(texts(page, "#failed h3"))
                .containsExactly("30 final status 404, there is nothing", "1 transient status 503");
        assertThat(texts(page, "#skipped h3")).containsExactly("30 not public before …");
        assertThat(texts(page, "#failed .more")).containsExactly("and 18 more");
        assertThat(page.select("#failed li").first().text()).contains("https://h.org/0.fits", "after 1 attempt");
        assertThat(page.select("#skipped li p").first().text()).isEqualTo("not public before 2900-01-01T00:00:00Z");
    }

    @Test
    void tellsTermsOfTheVocabularyAsPeopleDo() {
        String this_ = "http://www.ivoa.net/rdf/datalink/core#this";
        run.failed("ivo://a/b?c " + this_, "https://h.org/c", M31, FailureClass.FINAL, "ivo://a/b?c: status 404, gone")
                .failed("d", "https://h.org/d", M31, FailureClass.FINAL, "d: status 404, gone")
                .work()
                .end();

        Document page = run.page();

        assertThat(texts(page, "#failed .path")).containsExactly("ivo://a/b?c #this", "d");
    }

    @Test
    void saysWhatWouldHaveBeenBetter() {
        run.degraded("out/a.fits", FITS, M31, "https://h.org/soda: MultiValuedParamNotSupported")
                .work()
                .end();

        Document page = run.page();

        assertThat(page.select("#degraded .path").text()).isEqualTo("out/a.fits");
        assertThat(page.select("#degraded p").text())
                .isEqualTo("not alternative 1: https://h.org/soda: MultiValuedParamNotSupported");
        assertThat(page.select("#stored .badge").text()).isEqualTo("alternative 2");
        assertThat(tile(page, "degraded")).isEqualTo("1");
    }

    @Test
    void listsNoMoreThanAPageHoldsAndCountsAll() {
        IntStream.range(0, 320).forEach(i -> run.stored("out/%04d.png".formatted(i), FITS, M31));
        IntStream.range(0, 200)
                .forEach(i -> run.skipped(
                        "s" + i, ReportedRun.at("", i * 7 % 360, i % 180 - 90), "reason " + (char) ('A' + i % 60)));
        run.work().end();

        String html = run.html();
        Document page = run.page();

        assertThat(tile(page, "stored")).isEqualTo("320");
        assertThat(page.select("#stored tbody tr")).hasSize(Account.MOST_STORED);
        assertThat(page.select("#stored .more").text()).isEqualTo("and 20 more");
        assertThat(page.select("figure")).hasSize(Account.MOST_PICTURES);
        assertThat(page.select("#pictures .more").text()).isEqualTo("and 224 more");
        assertThat(page.select("#skipped h2 small").text()).isEqualTo("200");
        assertThat(page.select("#skipped h3 b").eachText().stream()
                        .mapToInt(Integer::parseInt)
                        .sum())
                .isEqualTo(200);
        assertThat(page.select("#skipped article")).hasSizeLessThanOrEqualTo(41);
        assertThat(html.length()).isLessThan(1_000_000);
    }

    @Test
    void showsStoredPicturesSmall() throws IOException {
        run.stored("out/wide.png", Pictures.png(1500, 600), M31)
                .stored("out/small.JPG", Pictures.jpeg(40, 50), M31)
                .stored("out/bad.png", FITS, M31)
                .work()
                .end();

        Document page = run.page();

        assertThat(page.select("#pictures img")).hasSize(2).allSatisfy(img -> assertThat(img.attr("src"))
                .startsWith("data:image/jpeg;base64,"));
        assertThat(ImageIO.read(new ByteArrayInputStream(
                                jpeg(page.select("#pictures img").get(0))))
                        .getWidth())
                .isEqualTo(Thumbnail.SIZE);
        assertThat(texts(page, "figcaption"))
                .satisfiesExactly(
                        wide -> assertThat(wide).startsWith("out/wide.png 1500 × 600, "),
                        small -> assertThat(small).startsWith("out/small.JPG 40 × 50, "),
                        bad -> assertThat(bad).isEqualTo("out/bad.png 3 B"));
        assertThat(page.select("figure .none").text()).isEqualTo("cannot be shown");
    }

    private static byte[] jpeg(Element img) {
        return Base64.getDecoder().decode(img.attr("src").replaceFirst("^[^,]*,", ""));
    }

    @Test
    void putsProductsOnTheMap() {
        run.stored("out/a.fits", FITS, M31)
                .stored("out/b.fits", FITS, M31)
                .failed("c", "https://h.org/c", ReportedRun.at("south", 90, -60), FailureClass.FINAL, "gone")
                .skipped("d", "{\"target\":{\"name\":\"only the target\",\"ra\":270,\"dec\":0}}", "no")
                .skipped("e", "{\"row\":{}}", "no")
                .work()
                .end();

        Document page = run.page();

        assertThat(page.select("circle.stored title").text()).isEqualTo("M 31: 2 products, 2 stored");
        Element stored = page.select("circle.stored").first();
        assertThat(Double.parseDouble(stored.attr("cx"))).as("east is left").isBetween(470.0, 490.0);
        assertThat(Double.parseDouble(stored.attr("cy"))).as("north is up").isBetween(90.0, 115.0);
        assertThat(page.select("circle.failed title").text()).isEqualTo("south: 1 product, 0 stored, 1 failed");
        assertThat(page.select("circle.skipped").attr("cx")).isEqualTo("750.0");
        assertThat(page.select("circle.skipped").attr("cy")).isEqualTo("250.0");
        assertThat(page.select("#sky .more").text()).isEqualTo("1 more have no known position.");
    }

    @Test
    void needsNothingFromElsewhereAndRunsNothing() {
        run.stored("out/a.png", Pictures.png(20, 20), M31).work().end();

        Document page = run.page();

        assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
                .isEqualTo("default-src 'none'; style-src 'unsafe-inline'; img-src data:");
        assertHarmless(page);
        assertThat(page.select("style").html()).doesNotContain("url(", "@import", "//");
    }

    /** What every text of an archive may be. */
    private static final String HOSTILE =
            "\"'><script>alert(1)</script><img src=x onerror=alert(2)>\u0000\u001b[2J\u202e&lt;\ud800</style></details>";

    @Test
    void hostileTextIsNothingButText() {
        String context = ReportedRun.at(HOSTILE, 10, 20);
        run.stored("out/" + HOSTILE.replaceAll("[^ -~]|/", "_") + ".png", Pictures.png(20, 20), context)
                .failed(HOSTILE, "javascript:alert(3)//" + HOSTILE, context, FailureClass.FINAL, HOSTILE)
                .failed("data", "data:text/html,<script>alert(4)</script>", context, FailureClass.FINAL, "x" + HOSTILE)
                .failed("quote", "https://h.org/\" onmouseover=\"alert(5)", context, FailureClass.FINAL, "quoted")
                .skipped("skipped " + HOSTILE, context, "skipped " + HOSTILE)
                .degraded("out/b.fits", FITS, context, "better " + HOSTILE)
                .work()
                .end(new Discovery(1, 1, 1, 0, false, "error\n" + HOSTILE));

        String html = run.html();
        Document page = run.page();

        assertHarmless(page);
        assertThat(html).doesNotContain("\u0000", "\u001b", "\u202e", "<script", "<img src=\"x\"");
        assertThat(page.select("#failed").text()).contains("<script>alert(1)</script>", "\\u001b[2J");
        assertThat(page.select("circle title").text()).contains("'><script>");
    }

    private static void assertHarmless(Document page) {
        assertThat(page.select(
                        "script, iframe, object, embed, link, form, input, base, video, audio, foreignObject, use"))
                .isEmpty();
        for (Element element : page.getAllElements()) {
            for (Attribute attribute : element.attributes()) {
                assertThat(attribute.getKey()).doesNotStartWith("on").isNotIn("xlink:href", "srcset", "background");
                if (attribute.getKey().equals("href")) {
                    assertThat(attribute.getValue()).matches("#[a-z]+|https?://[!-~]+");
                }
                if (attribute.getKey().equals("src")) {
                    assertThat(attribute.getValue()).startsWith("data:image/jpeg;base64,");
                }
            }
        }
        assertThat(page.select("style")).hasSize(1);
        assertThat(page.select("img"))
                .allSatisfy(img -> assertThat(img.parent().tagName()).isEqualTo("figure"));
    }

    @Test
    void noSecretIsShown() {
        String url = "https://me:hush@h.org/x.fits?token=hush#hush";
        run.failed(url, url, M31, FailureClass.FINAL, url + ": status 403, ftp://me:hush@h.org/y?hush.")
                .skipped("s " + url, M31, "see " + url)
                .work()
                .end(new Discovery(1, 1, 1, 0, false, "asked " + url));

        String html = run.html();

        assertThat(html).doesNotContain("hush").contains("https://h.org/x.fits?…", "https://h.org/scs?…");
        assertThat(run.page().select("#failed a"))
                .as("what leads elsewhere without its query")
                .isEmpty();
    }

    @Test
    void secretsOfAHarvestAreNotShown() {
        String yaml = """
                params: {api_key: hush, other: seen}
                  access_token: "hush, hush"
                Password: hush
                urls: ["https://a:hush@h.org/x?y=hush", 's3://bucket/key']
                service: ivo://a/b?c
                """;

        assertThat(Masked.yaml(yaml)).doesNotContain("hush").contains("other: seen", "s3://bucket/key", "ivo://a/b?c");
    }

    @Test
    void aRunWithoutAnythingIsAPageToo() {
        run.work().end(new Discovery(0, 0, 1, 0, false, null));

        Document page = run.page();

        assertThat(page.select("#stored").text()).isEqualTo("Stored 0 Nothing was stored in this run.");
        assertThat(page.select("#failed, #skipped, #degraded, #pictures, #sky, .note"))
                .isEmpty();
        assertThat(tile(page, "products")).isEqualTo("0");
    }

    @Test
    void tellsWhyDiscoveryFailed() {
        run.ledger.runs().fail(run.id(), "https://h.org/scs?token=hush: the service said\n<b>no</b>", false);

        Document page = run.page();

        assertThat(page.select(".state.failed").text()).isEqualTo("failed");
        assertThat(page.select(".note.failed").text())
                .isEqualTo("The search failed https://h.org/scs?…: the service said <b>no</b>");
    }

    @Test
    void saysThatARunIsStillGoingOn() {
        run.stored("out/a.fits", FITS, M31).work();
        run.ledger
                .booking()
                .owe(
                        run.id(),
                        List.of(Selected.ofAlternatives(
                                "later", M31, List.of(List.of(ReportedRun.file("later", "https://h.org/later"))))));

        Document page = run.page();

        assertThat(page.select(".note.going").text())
                .startsWith("This run is still going on: 1 product has not ended yet.");
        assertThat(page.select(".state.going").text()).isEqualTo("discovering");
        assertThat(page.select(".facts").text()).contains("so far");
        assertThat(page.select(".bar .open")).hasSize(1);
    }

    @Test
    void aHarvestOfAnotherVersionIsShownAsItWas() {
        try (ReportedRun other = new ReportedRun(home.resolve("other"), "old", "descripción: <vieja>\n")) {
            Document page = other.work().end().page();

            assertThat(page.select("pre").text()).isEqualTo("descripción: <vieja>");
        }
    }

    @Test
    void aTextIsCutWhereItIsLong() {
        String long_ = "y".repeat(5_000);
        run.failed("f", "https://h.org/" + long_, M31, FailureClass.FINAL, long_)
                .work()
                .end();

        assertThat(run.html()).doesNotContain("y".repeat(1_000));
    }
}
