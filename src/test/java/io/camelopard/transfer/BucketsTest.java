package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.S3Server;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketsTest {
    private static final byte[] CONTENT = "some bytes".getBytes(StandardCharsets.UTF_8);

    private static S3Server s3;

    @BeforeAll
    static void start() {
        s3 = S3Server.anonymous().bucket("open-data");
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    private static Buckets buckets(String endpoint) {
        return buckets(endpoint, true, "127.0.0.0/8");
    }

    private static Buckets buckets(String endpoint, boolean anonymous, String allowed) {
        return new Buckets(
                new S3Settings(URI.create(endpoint), "us-east-1", anonymous, true, null),
                new ClientSettings(
                        "Camelopard/test",
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        0,
                        Duration.ofSeconds(10),
                        5,
                        NetworkPolicy.of(allowed),
                        List.of(),
                        4,
                        8));
    }

    private static String read(Opened opened) throws IOException {
        try (opened) {
            return new String(opened.body().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** RELIABILITY S4: what a URL would take for something else is a character of a key like any other. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b.fits",
                "a+b c.fits",
                "100%.fits",
                "%2B%41.fits",
                "q?x=1#y;z:w,v&u=$t@s!'().fits",
                "Sëptième-Ωμέγα-銀河-🔭.fits",
                "a//b.fits",
                "{{env:PATH}}/${sysenv.PATH}",
                ".hidden/..a/b..",
            })
    void readsEveryKeyAsItIs(String key) throws IOException {
        s3.put("open-data", key, CONTENT);
        try (Buckets buckets = buckets(s3.endpoint());
                Opened opened = buckets.open(S3Url.parse("s3://open-data/" + key), Map.of())) {
            assertThat(opened.status()).isEqualTo(200);
            assertThat(opened.headers()).containsEntry("content-length", "10").containsKeys("etag", "last-modified");
            assertThat(read(opened)).isEqualTo("some bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/../b", "../b", "a/./b", "..", "a/.."})
    void asksForNoStepUp(String key) {
        try (Buckets buckets = buckets(s3.endpoint())) {
            assertThatThrownBy(() -> buckets.open(S3Url.parse("s3://open-data/" + key), Map.of()))
                    .isInstanceOf(FinalException.class)
                    .hasMessageContaining("segment '.' or '..'");
        }
    }

    @Test
    void asksOnlyForWhatHasChanged() throws IOException {
        s3.put("open-data", "conditional.fits", CONTENT);
        S3Url url = S3Url.parse("s3://open-data/conditional.fits");
        try (Buckets buckets = buckets(s3.endpoint())) {
            String etag;
            try (Opened first = buckets.open(url, Map.of())) {
                etag = first.headers().get("etag");
            }
            assertThat(buckets.open(url, Map.of("If-None-Match", etag)).status())
                    .isEqualTo(304);
            assertThat(read(buckets.open(url, Map.of("If-None-Match", "\"other\""))))
                    .isEqualTo("some bytes");
        }
    }

    @Test
    void saysWhatIsNotThere() {
        try (Buckets buckets = buckets(s3.endpoint())) {
            Opened object = buckets.open(S3Url.parse("s3://open-data/none.fits"), Map.of());
            Opened bucket = buckets.open(S3Url.parse("s3://no-such-bucket/none.fits"), Map.of());

            assertThat(object.status()).isEqualTo(404);
            assertThat(object.reason()).contains("NoSuchKey");
            assertThat(bucket.status()).isEqualTo(404);
            assertThat(bucket.reason()).contains("NoSuchBucket");
        }
    }

    @Test
    void signsWithTheCredentialsOfTheDefaultChain() throws IOException {
        System.setProperty("aws.accessKeyId", S3Server.KEY);
        System.setProperty("aws.secretAccessKey", S3Server.SECRET);
        try (S3Server closed = S3Server.withCredentials().bucket("private-data");
                Buckets named = buckets(closed.endpoint(), false, "127.0.0.0/8");
                Buckets anonymous = buckets(closed.endpoint())) {
            String key = "a+b c//%2B?.fits";
            closed.put("private-data", key, CONTENT);

            assertThat(read(named.open(S3Url.parse("s3://private-data/" + key), Map.of())))
                    .isEqualTo("some bytes");
            assertThat(names(named, "s3://private-data/")).containsExactly("a+b c/");
            assertThat(anonymous
                            .open(S3Url.parse("s3://private-data/" + key), Map.of())
                            .status())
                    .isEqualTo(403);
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    /** VO-TRAPS: unpaginated S3 listings of 1,000 keys; 6: listing pages at 1,000 keys. */
    @Test
    void listsPageByPageToTheEnd() {
        s3.bucket("many-files");
        for (int i = 0; i < 1_203; i++) {
            s3.put("many-files", "obs/%04d.dat".formatted(i), CONTENT);
        }
        s3.put("many-files", "obs/sub/deeper.dat", CONTENT)
                .put("many-files", "observer/x.dat", CONTENT)
                .put("many-files", "obs/", new byte[0]);
        try (Buckets buckets = buckets(s3.endpoint())) {
            assertThat(names(buckets, "s3://many-files/obs/"))
                    .hasSize(1_204)
                    .doesNotHaveDuplicates()
                    .contains("0000.dat", "1202.dat", "sub/");
            assertThatThrownBy(() -> buckets.list(S3Url.parse("s3://many-files/obs/"), 1_100, entry -> {}))
                    .isInstanceOf(FinalException.class)
                    .hasMessageContaining("more than the 1100 entries allowed");
        }
    }

    @Test
    void tellsOfAnEntryWhatIsKnown() {
        s3.put("open-data", "folder/a b.fits", CONTENT);
        List<FolderEntry> entries = new ArrayList<>();
        try (Buckets buckets = buckets(s3.endpoint())) {
            buckets.list(S3Url.parse("s3://open-data/folder/"), 100, entries::add);
        }

        assertThat(entries).singleElement().satisfies(entry -> {
            assertThat(entry.name()).isEqualTo("a b.fits");
            assertThat(entry.url()).isEqualTo("s3://open-data/folder/a b.fits");
            assertThat(entry.size()).isEqualTo(10);
            assertThat(entry.modified()).isNotNull();
            assertThat(entry.etag()).isNotBlank();
        });
    }

    private static List<String> names(Buckets buckets, String folder) {
        List<String> names = new ArrayList<>();
        buckets.list(S3Url.parse(folder), 10_000, entry -> names.add(entry.name() + (entry.directory() ? "/" : "")));
        return names;
    }

    private static String page(String rest) {
        return "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name>"
                + rest + "</ListBucketResult>";
    }

    /** RELIABILITY C2. */
    @ParameterizedTest
    @CsvSource({"<NextContinuationToken>x</NextContinuationToken>, repeats its continuation token", "'', says not where"
    })
    void endsAListingThatWouldNotEnd(String token, String expected) {
        try (MisbehavingServer server = MisbehavingServer.start();
                Buckets buckets = buckets(server.url(""))) {
            server.serve("/open-data").type("application/xml").text(page("<IsTruncated>true</IsTruncated>" + token));

            assertThatThrownBy(() -> buckets.list(S3Url.parse("s3://open-data/a/"), 1_000, entry -> {}))
                    .isInstanceOf(FinalException.class)
                    .hasMessageContaining(expected);
            assertThat(server.requests()).hasSizeLessThan(4);
        }
    }

    @Test
    void readsNoAnswerWithoutEndIntoMemory() {
        try (MisbehavingServer server = MisbehavingServer.start();
                Buckets buckets = buckets(server.url(""))) {
            server.serve("/open-data").type("application/xml").text(page("<!--" + "x".repeat(17 << 20) + "-->"));

            assertThatThrownBy(() -> buckets.list(S3Url.parse("s3://open-data/a/"), 1_000, entry -> {}))
                    .isInstanceOf(FinalException.class)
                    .hasMessageContaining("longer than");
        }
    }

    private static String error(String code) {
        return "<Error><Code>" + code + "</Code><Message>words</Message></Error>";
    }

    @Test
    void toldToSlowDownSaysWhenToComeBack() {
        try (MisbehavingServer server = MisbehavingServer.start();
                Buckets buckets = buckets(server.url(""))) {
            server.otherwise().status(503).retryAfter(7).type("application/xml").text(error("SlowDown"));

            Opened object = buckets.open(S3Url.parse("s3://open-data/x"), Map.of());
            assertThat(object.status()).isEqualTo(503);
            assertThat(object.headers()).containsEntry("retry-after", "7");
            assertThatThrownBy(() -> buckets.list(S3Url.parse("s3://open-data/a/"), 10, entry -> {}))
                    .isInstanceOfSatisfying(TransientException.class, e -> assertThat(e.retryAfter())
                            .hasValue(Duration.ofSeconds(7)))
                    .hasMessageContaining("SlowDown");
            assertThat(server.requests()).hasSize(2);
        }
    }

    /** VO-TRAPS 6: region mismatch gives 301. */
    @Test
    void asksAgainInTheRegionThatTheServerNames() throws IOException {
        try (MisbehavingServer server = MisbehavingServer.start();
                Buckets buckets = buckets(server.url(""))) {
            server.otherwise()
                    .text("there")
                    .status(301)
                    .header("x-amz-bucket-region", "eu-west-1")
                    .times(1);

            assertThat(read(buckets.open(S3Url.parse("s3://open-data/x"), Map.of())))
                    .isEqualTo("there");
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void saysInWhichRegionABucketIsThatCannotBeReadThere() {
        try (MisbehavingServer server = MisbehavingServer.start();
                Buckets buckets = buckets(server.url(""))) {
            server.otherwise().status(301).type("application/xml").text(error("PermanentRedirect"));

            Opened object = buckets.open(S3Url.parse("s3://open-data/x"), Map.of());
            assertThat(object.status()).isEqualTo(301);
            assertThat(object.reason()).contains("PermanentRedirect").contains("us-east-1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"us-east1", "evil.example/", "x@y", ""})
    void takesNoRegionThatIsNone(String region) {
        S3Clients clients = new S3Clients(new S3Settings(null, "us-east-1", true, false, null), Http.settings());

        assertThat(clients.tell("open-data", region)).isFalse();
        assertThat(clients.region("open-data")).isEqualTo("us-east-1");
    }

    @Test
    void contactsNoPrivateAddressUnlessAllowed() {
        try (Buckets buckets = buckets(s3.endpoint(), true, "")) {
            assertThatThrownBy(() -> buckets.open(S3Url.parse("s3://open-data/a/b.fits"), Map.of()))
                    .isInstanceOf(FinalException.class)
                    .hasMessageContaining("camelopard.network.allow");
        }
    }

    @Test
    void anUnreachableServerMayComeBack() {
        String endpoint;
        try (MisbehavingServer gone = MisbehavingServer.start()) {
            endpoint = gone.url("");
        }
        try (Buckets buckets = buckets(endpoint)) {
            assertThatThrownBy(() -> buckets.open(S3Url.parse("s3://open-data/x"), Map.of()))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("no connection");
        }
    }

    @Test
    void dropsTheConnectionOfABodyThatIsNotWanted() throws IOException {
        try (MisbehavingServer server = MisbehavingServer.start();
                Buckets buckets = buckets(server.url(""))) {
            server.otherwise().bytes(50_000_000);
            Opened object = buckets.open(S3Url.parse("s3://open-data/x"), Map.of());
            assertThat(object.body().read()).isNotNegative();
            object.close();
            try (Opened whole = buckets.open(S3Url.parse("s3://open-data/x"), Map.of())) {
                whole.body().transferTo(OutputStream.nullOutputStream());
            }

            assertThat(server.requests())
                    .extracting(MisbehavingServer.Request::connection)
                    .containsExactly(1L, 2L);
            assertThat(server.requests().get(0).headers())
                    .containsEntry("user-agent", "Camelopard/test")
                    .containsEntry("accept-encoding", "identity");
        }
    }

    @Test
    void aBodyThatIsCutOffMayComeWholeLater() {
        try (MisbehavingServer server = MisbehavingServer.start();
                Buckets buckets = buckets(server.url(""))) {
            server.otherwise().bytes(28_800).thenCloseAfter(4_096).everyTime();

            assertThatThrownBy(() -> read(buckets.open(S3Url.parse("s3://open-data/x"), Map.of())))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("4096 of 28800");
        }
    }

    /** RELIABILITY F7: what some clients leave on their objects. */
    @Test
    void forgetsThatAnObjectCameInChunks() {
        try (MisbehavingServer server = MisbehavingServer.start();
                Buckets buckets = buckets(server.url(""))) {
            server.otherwise().text("x").header("Content-Encoding", "aws-chunked");

            assertThat(buckets.open(S3Url.parse("s3://open-data/x"), Map.of()).headers())
                    .doesNotContainKey("content-encoding");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://ab/x",
                "s3://UPPER/x",
                "s3://under_score/x",
                "s3://a..b/x",
                "s3://-ab/x",
                "s3://1.2.3.4/x",
                "s3://{{env:PATH}}/x",
                "s3://${x}abc/x",
                "s3://user@host/x",
                "s3:///x",
                "s3://bucket:80/x",
                "https://bucket/x"
            })
    void takesNoBucketThatIsNone(String url) {
        assertThatThrownBy(() -> S3Url.parse(url)).isInstanceOf(FinalException.class);
    }
}
