package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.ledger.Entry;
import io.camelopard.ledger.FailureClass;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.S3Server;
import io.camelopard.testing.StrictS3;
import io.camelopard.testing.StrictS3.Refusal;
import io.camelopard.testing.TestContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.S3Object;

/** {@code store.to: s3://bucket/prefix}: the rules of the file store, in a bucket. */
class S3StoreTest {
    private static final String BUCKET = "products";

    @TempDir
    Path folder;

    private MisbehavingServer archive;
    private S3Server s3;
    private Trial trial;

    @BeforeEach
    void start() {
        archive = MisbehavingServer.start();
        s3 = S3Server.onDisk(folder.resolve("s3")).bucket(BUCKET);
        trial = Trial.in(folder)
                .set("camelopard.s3.endpoint", s3.endpoint())
                .set("camelopard.s3.pathStyle", "true")
                .start();
    }

    @AfterEach
    void stop() {
        trial.close();
        s3.close();
        archive.close();
    }

    private String harvest(String more, String... paths) {
        List<String> urls = List.of(paths).stream().map(archive::url).toList();
        return Trial.urls(urls)
                .replace("store: {to: 'file:out'}", "store: {to: 's3://products/out'%s}".formatted(more));
    }

    /** SHA-256 by key, of all that the bucket holds. */
    private Map<String, String> bucket() {
        Map<String, String> digests = new TreeMap<>();
        for (S3Object object : s3.store().list(BUCKET).contents()) {
            try (InputStream in = s3.store().getBlob(BUCKET, object.key())) {
                digests.put(object.key(), TestContent.sha256(in.readAllBytes()));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return digests;
    }

    private static String sha256(int fits) {
        return TestContent.sha256(TestContent.fits(fits));
    }

    @Test
    void storesWhatItFetches() throws SQLException {
        archive.serve("/a.fits").fits(5_760);
        archive.serve("/b.fits").fits(8_640);

        Run run = trial.run("two", harvest("", "/a.fits", "/b.fits"));

        assertThat(run.stored()).isEqualTo(2);
        assertThat(bucket()).isEqualTo(Map.of("out/a.fits", sha256(5_760), "out/b.fits", sha256(8_640)));
        assertThat(trial.store()).isEmpty();
        assertThat(trial.staged()).isEmpty();
        assertThat(trial.entries(run)).extracting(Entry::path).containsExactly("out/a.fits", "out/b.fits");
        assertThat(Sql.texts(folder.resolve("home"), "select path from upload")).isEmpty();
    }

    /** What is made of a product is there before it and beside it; a bucket that is asked again has all of it. */
    @Test
    void storesWhatIsMadeOfAProductBesideIt() throws SQLException {
        archive.serve("/a.fits.gz").bytes(RefineTest.packed(RefineTest.image())).etag("v1");
        String harvest = harvest("", "/a.fits.gz")
                + "refine: [decompress, {cutout: {circle: 0.05, at: '83.65 22.05', keep_original: true}}, {preview: {}}]\n";

        Run run = trial.run("made", harvest);

        assertThat(run.stored()).isEqualTo(1);
        assertThat(bucket()).containsOnlyKeys("out/a.fits", "out/a_cut.fits", "out/a_cut.png");
        assertThat(bucket()).containsEntry("out/a.fits", TestContent.sha256(RefineTest.image()));
        assertThat(trial.staged()).isEmpty();
        assertThat(Sql.texts(folder.resolve("home"), "select path from upload")).isEmpty();
        assertThat(Sql.texts(folder.resolve("home"), "select path from product where parent is not null order by path"))
                .containsExactly("out/a_cut.fits", "out/a_cut.png");
        assertThat(trial.run("made", harvest).skipped()).isEqualTo(1);
    }

    @Test
    void doesNotFetchAgainWhatIsThere() {
        archive.serve("/a.fits").fits(5_760).etag("v1");
        trial.run("one", harvest("", "/a.fits"));
        archive.forget();

        Run again = trial.run("one", harvest("", "/a.fits"));

        assertThat(again.skipped()).isEqualTo(1);
        assertThat(archive.requests()).isEmpty();
    }

    @Test
    void asksOnConditionWhileTheObjectIsThere() {
        archive.serve("/a.fits").fits(5_760).etag("v1");
        String harvest = harvest(", revalidate: true", "/a.fits");
        trial.run("one", harvest);
        archive.serve("/a.fits").status(304).etag("v1");

        assertThat(trial.run("one", harvest).skipped()).isEqualTo(1);
        assertThat(archive.requests("/a.fits").get(1).header("if-none-match")).isEqualTo("\"v1\"");
        archive.serve("/a.fits").fits(5_760).etag("v1");
        s3.store().removeBlob(BUCKET, "out/a.fits");

        assertThat(trial.run("one", harvest).stored()).isEqualTo(1);
        assertThat(archive.requests("/a.fits").get(2).header("if-none-match")).isNull();
        assertThat(bucket()).containsOnlyKeys("out/a.fits");
    }

    @Test
    void replacesWhatHasChanged() {
        String harvest = harvest(", revalidate: true", "/a.fits");
        archive.serve("/a.fits").fits(5_760).etag("v1");
        trial.run("one", harvest);
        archive.serve("/a.fits").fits(8_640).etag("v2");

        assertThat(trial.run("one", harvest).stored()).isEqualTo(1);
        assertThat(bucket()).isEqualTo(Map.of("out/a.fits", sha256(8_640)));
    }

    @Test
    void keepsTheOlderOneWhereThatIsSaid() {
        String harvest = harvest(", revalidate: true, existing: keep_both", "/a.fits");
        archive.serve("/a.fits").fits(5_760).etag("v1");
        trial.run("one", harvest);
        archive.serve("/a.fits").fits(8_640).etag("v2");

        assertThat(trial.run("one", harvest).stored()).isEqualTo(1);
        assertThat(bucket()).isEqualTo(Map.of("out/a.fits", sha256(8_640), "out/a.fits.1", sha256(5_760)));
    }

    @Test
    void skipsWhatHasChangedWhereThatIsSaid() {
        String harvest = harvest(", existing: skip", "/a.fits");
        archive.serve("/a.fits").fits(5_760).etag("v1");
        trial.run("one", harvest);
        archive.serve("/a.fits").fits(8_640).etag("v2");

        assertThat(trial.run("one", harvest).skipped()).isEqualTo(1);
        assertThat(bucket()).isEqualTo(Map.of("out/a.fits", sha256(5_760)));
    }

    @Test
    void overwritesNothingThatIsNotItsOwn() {
        s3.put(BUCKET, "out/a.fits", "mine".getBytes(StandardCharsets.UTF_8));
        archive.serve("/a.fits").fits(5_760);

        Run run = trial.run("one", harvest("", "/a.fits"));

        assertThat(run.failed()).isEqualTo(1);
        assertThat(trial.entry(run).reason())
                .isEqualTo("s3://products/out/a.fits is there and not from here; it is not overwritten");
        assertThat(bucket())
                .isEqualTo(Map.of("out/a.fits", TestContent.sha256("mine".getBytes(StandardCharsets.UTF_8))));
    }

    /** Two products that would have the same key, or one that only differs in case, both get one. */
    @Test
    void givesEachProductAKeyOfItsOwn() {
        archive.serve("/1/a.fits").fits(5_760);
        archive.serve("/2/A.fits").fits(8_640);

        Run run = trial.run("two", harvest("", "/1/a.fits", "/2/A.fits"));

        assertThat(run.stored()).isEqualTo(2);
        assertThat(bucket()).hasSize(2);
        assertThat(bucket().keySet()).anyMatch(key -> key.matches("out/[aA]-[0-9a-f]{8}\\.fits"));
    }

    @Test
    void makesNamesSafeAsInTheFileTree() {
        archive.serve("/odd%20name%2B%25.fits").fits(5_760);

        trial.run("one", harvest("", "/odd%20name%2B%25.fits"));
        trial.run("two", harvest("", "/odd%20name%2B%25.fits").replace("s3://products/out", "file:out"));

        assertThat(bucket().keySet()).isEqualTo(trial.store().keySet()).containsExactly("out/odd%20name+%25.fits");
    }

    @Test
    void writesTablesIntoTheBucket() throws SQLException {
        archive.serve("/a.fits").fits(5_760);
        String harvest = harvest("", "/a.fits") + "table: {file: 'files.csv', of: products}\n";

        Run run = trial.run("one", harvest);
        Run again = trial.run("one", harvest);

        assertThat(run.state()).isEqualTo(RunState.DONE);
        assertThat(again.state()).isEqualTo(RunState.DONE);
        assertThat(bucket()).containsOnlyKeys("out/a.fits", "out/files.csv");
        assertThat(Sql.texts(folder.resolve("home"), "select path from upload")).isEmpty();
    }

    private Trial behind(StrictS3 strict) {
        trial.close();
        trial = Trial.in(folder.resolve("strict"))
                .set("camelopard.s3.endpoint", strict.endpoint())
                .set("camelopard.s3.pathStyle", "true")
                .set("camelopard.store.rest", "300ms")
                .start();
        return trial;
    }

    private static boolean isObject(StrictS3.Request request) {
        return request.method().equals("PUT");
    }

    /** RELIABILITY S3. The archive is asked once for each product, and may go on being asked for others. */
    @Test
    void waitsWhileTheBucketIsFull() {
        archive.serve("/a.fits").fits(5_760);
        archive.serve("/b.fits").fits(8_640);
        try (StrictS3 strict = StrictS3.withoutConditions(s3)) {
            strict.refuse(request -> isObject(request) ? new Refusal(403, "QuotaExceeded") : null);
            Trial full = behind(strict);
            Run run = full.begin("two", harvest("", "/a.fits", "/b.fits"));
            await().until(() -> strict.requests("PUT").size() > 5);
            assertThat(full.camelopard().ledger().feed().resting()).isEmpty();
            strict.refuse(request -> null);

            assertThat(full.end(run, Duration.ofMinutes(1)).stored()).isEqualTo(2);
        }
        assertThat(bucket()).containsOnlyKeys("out/a.fits", "out/b.fits");
        assertThat(archive.requests()).hasSize(2);
        assertThat(trial.staged()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"403, AccessDenied", "404, NoSuchBucket"})
    void endsTheRunWhereItIsNotLetIn(int status, String code) {
        archive.serve("/a.fits").fits(5_760);
        try (StrictS3 strict = StrictS3.withoutConditions(s3)) {
            strict.refuse(request -> new Refusal(status, code));
            Run run = behind(strict).run("one", harvest("", "/a.fits"));

            assertThat(run.state()).isEqualTo(RunState.FAILED);
            assertThat(run.error()).startsWith("s3://products/out: status %d, %s; ".formatted(status, code));
            assertThat(trial.camelopard().misused(run.id())).isTrue();
        }
        assertThat(archive.requests()).isEmpty();
    }

    /** Where a bucket may be read and not be written, that turns out late; then it is told, and no more is fetched for it. */
    @Test
    void fetchesNoMoreWhereItMayNotWrite() {
        String[] paths = IntStream.range(0, 40).mapToObj(i -> "/" + i + ".fits").toArray(String[]::new);
        for (String path : paths) {
            archive.serve(path).fits(5_760);
        }
        try (StrictS3 strict = StrictS3.withoutConditions(s3)) {
            strict.refuse(request -> isObject(request) ? new Refusal(403, "AccessDenied") : null);
            Run run = behind(strict).run("many", harvest("", paths));

            assertThat(run.failed()).isEqualTo(40);
            assertThat(trial.entries(run)).allSatisfy(entry -> {
                assertThat(entry.failure()).isEqualTo(FailureClass.MISUSE);
                assertThat(entry.reason()).contains(": status 403, AccessDenied; ");
            });
        }
        assertThat(archive.requests()).hasSizeLessThan(30);
    }
}
