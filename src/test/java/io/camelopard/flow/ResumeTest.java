package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Run;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.MisbehavingServer.Request;
import io.camelopard.testing.Resource;
import io.camelopard.testing.TestContent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A transfer breaks at 100,000 of 288,000 bytes, and the server, one for each product, tells the truth or lies about ranges
 * afterwards. All products are fetched by one run; each test looks at what became of its own.
 */
class ResumeTest {
    private static final int LENGTH = 288_000;
    private static final int CUT = 100_000;
    /** What is there less the end of it, which is compared. */
    private static final String REST = "bytes=" + (CUT - 1024) + "-";
    /** In place of the header of a request for the whole. */
    private static final String WHOLE = "";

    private static final List<Product> PRODUCTS = new ArrayList<>();

    @TempDir
    static Path folder;

    private static Trial trial;
    private static Map<String, Entry> entries;
    private static MisbehavingServer bucket;

    /** One product at a server of its own. */
    private record Product(MisbehavingServer server, String path, String url, Resource resource) {
        static Product at(MisbehavingServer server, String path, String url) {
            Product product = new Product(server, path, url, server.serve(path).fits(LENGTH));
            PRODUCTS.add(product);
            return product;
        }

        /** One whose first transfers break as said. */
        @SafeVarargs
        @SuppressWarnings("varargs")
        static Product of(String name, UnaryOperator<Resource> good, UnaryOperator<Resource>... ways) {
            MisbehavingServer own = MisbehavingServer.start();
            Product product = at(own, "/" + name + ".fits", own.url("/" + name + ".fits"));
            good.apply(product.resource).inTurn(List.of(ways));
            return product;
        }

        List<Request> requests() {
            return server.requests(path);
        }

        Request request(int index) {
            return requests().get(index);
        }

        private List<String> ranges() {
            return requests().stream()
                    .map(request -> request.headers().getOrDefault("range", WHOLE))
                    .toList();
        }

        void assertStored(String... ranges) {
            Entry entry = entries.get(url);
            assertThat(entry.outcome()).as(entry.reason()).isEqualTo("stored");
            assertThat(entry.sha256()).isEqualTo(resource.sha256());
            assertThat(trial.store()).containsEntry(entry.path(), resource.sha256());
            assertThat(ranges()).containsExactly(ranges);
        }
    }

    private static Instant ago(Duration duration) {
        return Instant.now().minus(duration);
    }

    private static Resource v1(Resource resource) {
        return resource.etag("v1");
    }

    private static Resource cut(Resource resource) {
        return resource.thenCloseAfter(CUT);
    }

    private static Resource well(Resource resource) {
        return resource;
    }

    private static UnaryOperator<Resource> old(String content, String tag) {
        return resource -> cut(resource.version(other(content), tag));
    }

    /** A FITS file of the same length with other data. */
    private static byte[] other(String seed) {
        byte[] content = TestContent.fits(LENGTH);
        byte[] data = TestContent.bytes(seed.hashCode(), 0, LENGTH - 2880);
        System.arraycopy(data, 0, content, 2880, data.length);
        return content;
    }

    private static UnaryOperator<Resource> says(int status, String contentRange) {
        return resource -> resource.raw("HTTP/1.1 " + status + " Status\r\n" + contentRange
                + "Content-Length: 5\r\nConnection: close\r\n\r\nsorry");
    }

    private static final Product CLOSED = Product.of("closed", ResumeTest::v1, ResumeTest::cut);
    private static final Product RESET = Product.of("reset", ResumeTest::v1, r -> r.thenResetAfter(CUT));
    private static final Product STALLED = Product.of("stalled", ResumeTest::v1, r -> r.thenStallAfter(CUT));
    private static final Product CHUNKED = Product.of("chunked", ResumeTest::v1, r -> cut(r.chunkedWithoutEnd()));
    private static final Product LAST_CHUNK = Product.of("lastchunk", ResumeTest::v1, Resource::chunkedWithoutEnd);
    private static final Product OFTEN =
            Product.of("often", ResumeTest::v1, ResumeTest::cut, r -> r.thenCloseAfter(50_000), ResumeTest::cut);
    private static final Product BUSY = Product.of("busy", ResumeTest::v1, ResumeTest::cut, r -> r.status(503));
    private static final Product DATED =
            Product.of("dated", r -> r.lastModified(ago(Duration.ofDays(1))), ResumeTest::cut);
    private static final Product REDIRECTED = Product.of("redirected", ResumeTest::v1, ResumeTest::cut);

    private static final Product FRESH =
            Product.of("fresh", r -> r.lastModified(ago(Duration.ofSeconds(10))), ResumeTest::cut);
    private static final Product WEAK = Product.of("weak", r -> r.weakEtag("v1"), ResumeTest::cut);
    private static final Product WEAK_AND_DATED =
            Product.of("weakdated", r -> r.weakEtag("v1").lastModified(ago(Duration.ofDays(1))), ResumeTest::cut);
    private static final Product NO_ETAG = Product.of("noetag", ResumeTest::well, ResumeTest::cut);
    private static final Product LONG_ETAG = Product.of("longetag", r -> r.etag("v".repeat(200)), ResumeTest::cut);
    private static final Product ENCODED = Product.of("encoded", ResumeTest::v1, r -> cut(r.gzipped()));

    private static final Product NO_RANGE =
            Product.of("norange", ResumeTest::v1, ResumeTest::cut, r -> cut(r.ignoreRanges()));
    private static final Product EARLY =
            Product.of("early", ResumeTest::v1, ResumeTest::cut, r -> r.rangeEarlyBy(512), ResumeTest::cut);
    private static final Product SHORT =
            Product.of("shortrange", ResumeTest::v1, ResumeTest::cut, r -> r.rangeShortBy(512));
    private static final Product TOTAL =
            Product.of("total", ResumeTest::v1, ResumeTest::cut, r -> r.rangeTotalOffBy(2880));
    private static final Product FROM_START =
            Product.of("fromstart", ResumeTest::v1, ResumeTest::cut, Resource::rangeOfStart);
    private static final Product ENCODED_REST =
            Product.of("encodedrest", ResumeTest::v1, ResumeTest::cut, r -> r.amissHeader("Content-Encoding", "gzip"));
    private static final Product NAMED = Product.of(
            "named",
            r -> v1(r.header("Content-Disposition", "attachment; filename=\"its-own-name.fits\"")),
            ResumeTest::cut,
            r -> r.without("Content-Disposition"));
    private static final Product REFUSED = Product.of("refused", ResumeTest::v1, ResumeTest::cut, says(501, ""));

    private static final Product CHANGED = Product.of("changed", ResumeTest::v1, old("changed", "v0"));
    private static final Product CHANGED_UNSEEN =
            Product.of("unseen", ResumeTest::v1, old("unseen", "v0"), Resource::ignoreIfRange);
    private static final Product CHANGED_UNSAID =
            Product.of("unsaid", ResumeTest::v1, old("unsaid", "v0"), r -> r.ignoreIfRange()
                    .without("ETag"));

    private static final Product NO_MORE = Product.of(
            "nomore", ResumeTest::v1, Resource::chunkedWithoutEnd, says(416, "Content-Range: bytes */288000\r\n"));
    private static final Product LESS =
            Product.of("less", ResumeTest::v1, ResumeTest::cut, says(416, "Content-Range: bytes */5\r\n"));
    private static final Product UNSATISFIED =
            Product.of("unsatisfied", ResumeTest::v1, ResumeTest::cut, says(416, ""));

    private static final Product SPOILT = Product.of("spoilt", ResumeTest::v1, r -> cut(r.flipBitAt(80)));
    /** Which no structure shows, and the first answer alone says what the whole is. */
    private static final Product SPOILT_BEFORE = Product.of(
            "spoiltbefore",
            ResumeTest::v1,
            r -> cut(r.amissHeader("Repr-Digest", TestContent.reprDigest(r.content()))
                    .flipBitAt(50_000)));

    private static final Product SPOILT_BETWEEN =
            Product.of("spoiltbetween", ResumeTest::v1, ResumeTest::cut, r -> r.amissHeader(
                            "Repr-Digest", TestContent.reprDigest(r.content()))
                    .flipBitAt(CUT + 2_000)
                    .thenCloseAfter(50_000));
    private static final Product GONE =
            Product.of("gone", ResumeTest::v1, ResumeTest::cut, r -> r.status(404), r -> r.status(404));

    private static Product inBucket;
    private static Product changedInBucket;

    @BeforeAll
    static void fetchAll() {
        bucket = MisbehavingServer.start();
        inBucket = Product.at(bucket, "/open/cut.fits", "s3://open/cut.fits");
        v1(inBucket.resource()).inTurn(List.of(ResumeTest::cut));
        changedInBucket = Product.at(bucket, "/open/changed.fits", "s3://open/changed.fits");
        v1(changedInBucket.resource()).inTurn(List.of(old("bucket", "v0"), says(412, "")));
        Resource link = REDIRECTED.server().serve("/link.fits").redirectTo(REDIRECTED.url());
        assertThat(link).isNotNull();
        trial = Trial.in(folder)
                .set("camelopard.transfers", "32")
                .set("camelopard.http.idleTimeout", "1s")
                .set("camelopard.s3.endpoint", bucket.url(""))
                .set("camelopard.s3.pathStyle", "true")
                .set("camelopard.s3.anonymous", "true")
                .start();
        List<String> urls = PRODUCTS.stream()
                .map(product -> product.equals(REDIRECTED) ? product.server().url("/link.fits") : product.url())
                .toList();
        Run run = trial.run("resume", Trial.urls(urls));
        entries = trial.entries(run).stream()
                .collect(Collectors.toMap(
                        entry -> entry.url().endsWith("/link.fits") ? REDIRECTED.url() : entry.url(),
                        Function.identity()));
    }

    @AfterAll
    static void leavesNothingInStaging() {
        assertThat(trial.staged()).isEmpty();
        trial.close();
        PRODUCTS.forEach(product -> product.server().close());
    }

    @Test
    void goesOnAfterAClose() {
        CLOSED.assertStored(WHOLE, REST);
        assertThat(CLOSED.request(1).header("if-range")).isEqualTo("\"v1\"");
        assertThat(CLOSED.request(1).headers()).doesNotContainKeys("if-none-match", "if-modified-since");
    }

    @Test
    void goesOnAfterAReset() {
        assertThat(RESET.requests()).hasSize(2);
        // What a reset leaves in the line may be lost.
        RESET.assertStored(WHOLE, RESET.request(1).headers().getOrDefault("range", WHOLE));
    }

    @Test
    void goesOnAfterASilence() {
        STALLED.assertStored(WHOLE, REST);
    }

    @Test
    void goesOnWhereTheLengthIsNotTold() {
        CHUNKED.assertStored(WHOLE, REST);
    }

    @Test
    void asksForNextToNothingWhereOnlyTheLastChunkIsMissing() {
        LAST_CHUNK.assertStored(WHOLE, "bytes=" + (LENGTH - 1024) + "-");
    }

    @Test
    void goesOnAsOftenAsItBreaks() {
        OFTEN.assertStored(
                WHOLE,
                REST,
                "bytes=" + (CUT - 1024 + 50_000 - 1024) + "-",
                "bytes=" + (2 * CUT + 50_000 - 3 * 1024) + "-");
    }

    @Test
    void keepsWhatIsThereWhileTheServerIsBusy() {
        BUSY.assertStored(WHOLE, REST, REST);
    }

    @Test
    void goesOnByAnOldDateAndTheLength() {
        DATED.assertStored(WHOLE, REST);
        assertThat(DATED.request(1).header("if-range")).endsWith("GMT");
    }

    @Test
    void goesOnBehindARedirect() {
        REDIRECTED.assertStored(WHOLE, REST);
    }

    @Test
    void aDateOfJustNowNamesNoVersion() {
        FRESH.assertStored(WHOLE, WHOLE);
    }

    @Test
    void aWeakEtagNamesNoVersion() {
        WEAK.assertStored(WHOLE, WHOLE);
        WEAK_AND_DATED.assertStored(WHOLE, WHOLE);
    }

    @Test
    void withoutAnEtagThereIsNoVersion() {
        NO_ETAG.assertStored(WHOLE, WHOLE);
    }

    @Test
    void anEtagThatFitsIntoNoNameNamesNoVersion() {
        LONG_ETAG.assertStored(WHOLE, WHOLE);
    }

    @Test
    void anEncodedBodyIsNeverGoneOnWith() {
        ENCODED.assertStored(WHOLE, WHOLE);
    }

    @Test
    void beginsAnewWhereRangesAreIgnoredAndAsksForNoneAgain() {
        NO_RANGE.assertStored(WHOLE, REST, WHOLE);
    }

    @Test
    void beginsAnewWhereARangeBeginsEarlyAndAsksForNoneAgain() {
        EARLY.assertStored(WHOLE, REST, WHOLE, WHOLE);
    }

    @Test
    void beginsAnewWhereARangeIsTooShort() {
        SHORT.assertStored(WHOLE, REST, WHOLE);
    }

    @Test
    void beginsAnewWhereARangeIsOfALongerFile() {
        TOTAL.assertStored(WHOLE, REST, WHOLE);
    }

    @Test
    void seesThatARangeIsNotWhatItSays() {
        FROM_START.assertStored(WHOLE, REST, WHOLE);
    }

    @Test
    void takesNoEncodedRest() {
        ENCODED_REST.assertStored(WHOLE, REST, WHOLE);
    }

    @Test
    void keepsTheNameThatTheFirstAnswerGave() {
        NAMED.assertStored(WHOLE, REST, WHOLE);
        assertThat(entries.get(NAMED.url()).path()).isEqualTo("out/its-own-name.fits");
    }

    @Test
    void beginsAnewWhereRangesAreRefused() {
        REFUSED.assertStored(WHOLE, REST, WHOLE);
    }

    @Test
    void takesTheNewFileWhereItHasChanged() {
        CHANGED.assertStored(WHOLE, REST);
    }

    @Test
    void seesThatTheRestIsOfAnotherVersion() {
        CHANGED_UNSEEN.assertStored(WHOLE, REST, WHOLE);
    }

    @Test
    void seesThatTheRestIsOfOtherBytes() {
        CHANGED_UNSAID.assertStored(WHOLE, REST, WHOLE);
    }

    @Test
    void isWholeWhereThereIsNoMore() {
        NO_MORE.assertStored(WHOLE, "bytes=" + (LENGTH - 1024) + "-");
    }

    @Test
    void beginsAnewWhereThereIsLess() {
        LESS.assertStored(WHOLE, REST, WHOLE);
    }

    @Test
    void beginsAnewWhereARangeCannotBe() {
        UNSATISFIED.assertStored(WHOLE, REST, WHOLE);
    }

    @Test
    void fetchesInOnePieceWhatIsNoGoodInTwo() {
        SPOILT.assertStored(WHOLE, REST, WHOLE);
    }

    @Test
    void holdsTheWholeAgainstTheDigestOfItsFirstAnswer() {
        SPOILT_BEFORE.assertStored(WHOLE, REST, WHOLE);
    }

    @Test
    void holdsTheWholeAgainstTheDigestOfAnAnswerBetween() {
        SPOILT_BETWEEN.assertStored(WHOLE, REST, "bytes=" + (CUT - 1024 + 50_000 - 1024) + "-", WHOLE);
    }

    /** {@link #leavesNothingInStaging} sees that nothing is left. */
    @Test
    void forgetsWhatHasFailedForGood() {
        assertThat(GONE.ranges()).containsExactly(WHOLE, REST);
        assertThat(entries.get(GONE.url()).outcome()).isEqualTo("failed");
    }

    @Test
    void goesOnInABucket() {
        inBucket.assertStored(WHOLE, REST);
        assertThat(inBucket.request(1).header("if-match")).isEqualTo("\"v1\"");
    }

    @Test
    void beginsAnewWhereTheObjectHasChanged() {
        changedInBucket.assertStored(WHOLE, REST, WHOLE);
    }
}
