package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Entry;
import io.camelopard.ledger.FailureClass;
import io.camelopard.ledger.Run;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.S3Server;
import io.camelopard.testing.TestContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Products that are in several places: in a bucket, in a folder of this machine, at the archive. */
class CloudTest {
    private static final String BUCKET = "open-data";
    private static final byte[] FITS = TestContent.fits(5_760);
    private static final String SHA256 = TestContent.sha256(FITS);

    private static S3Server s3;

    @TempDir
    Path folder;

    private MisbehavingServer archive;

    @BeforeAll
    static void startS3() {
        s3 = S3Server.anonymous().bucket(BUCKET);
    }

    @AfterAll
    static void stopS3() {
        s3.close();
    }

    @BeforeEach
    void start() {
        archive = MisbehavingServer.start();
    }

    @AfterEach
    void stop() {
        archive.close();
    }

    private Trial trial() {
        return Trial.in(folder).set("camelopard.s3.endpoint", s3.endpoint()).set("camelopard.s3.pathStyle", "true");
    }

    /** A cone search of one row. */
    private String harvest(String via, String url, String cloudAccess) {
        archive.serve("/cone").type("application/x-votable+xml").text("""
                <VOTABLE version="1.3"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>
                <FIELD name="access_url" datatype="char" arraysize="*"/>
                <FIELD name="access_format" datatype="char" arraysize="*"/>
                <FIELD name="cloud_access" datatype="char" arraysize="*"/>
                <DATA><TABLEDATA><TR><TD>%s</TD><TD>%s</TD><TD>%s</TD></TR>
                </TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
                """.formatted(
                        url.replace("&", "&amp;"),
                        url.endsWith("/") ? "application/x-directory" : "application/fits",
                        cloudAccess.replace("&", "&amp;").replace("<", "&lt;")));
        return """
                description: one row
                target: "10 20"
                search: {protocol: scs, service: "%s", radius: 1}
                links: [{semantics: this, via: %s, exclude: ["**/*.log"]}]
                store: {to: "file:out", revalidate: true}
                """.formatted(archive.url("/cone"), via);
    }

    private static String aws(String key) {
        return "{\"aws\": {\"bucket_name\": \"%s\", \"key\": \"/%s\", \"region\": \"eu-west-1\"}}"
                .formatted(BUCKET, key);
    }

    private static String source(Trial trial, Run run) {
        return sources(trial, run).get(0);
    }

    /** Where the ledger says that each product came from; null: from its own URL. */
    private static List<String> sources(Trial trial, Run run) {
        List<String> sources = new ArrayList<>();
        String ledger = "jdbc:sqlite:" + trial.settings().home().resolve("ledger.db");
        try (Connection connection = DriverManager.getConnection(ledger);
                PreparedStatement select = connection.prepareStatement("select source from product where id = ?")) {
            for (Entry entry : trial.entries(run)) {
                select.setLong(1, entry.product());
                try (ResultSet row = select.executeQuery()) {
                    sources.add(row.getString(1));
                }
            }
            return sources;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void viaCloudIsFetchedFromTheBucketAndTheLedgerSaysSo() {
        s3.put(BUCKET, "obs//a+b.fits", FITS);
        archive.serve("/files/a.fits").fits(8_640);
        String yaml = harvest("cloud", archive.url("/files/a.fits"), aws("obs//a+b.fits"));
        try (Trial trial = trial().start()) {
            Run run = trial.run("cloud", yaml);

            assertThat(run.error()).isNull();
            assertThat(trial.store()).containsExactly(Map.entry("out/a.fits", SHA256));
            assertThat(source(trial, run)).isEqualTo("s3://open-data/obs//a+b.fits");
            assertThat(archive.requests("/files/a.fits")).isEmpty();
            assertThat(trial.staged()).isEmpty();

            assertThat(trial.run("cloud", yaml).skipped()).isEqualTo(1);
        }
    }

    @Test
    void whatIsNotInTheBucketComesByHttp() {
        archive.serve("/files/a.fits").fits(5_760);
        try (Trial trial = trial().start()) {
            Run run = trial.run("cloud", harvest("cloud", archive.url("/files/a.fits"), aws("missing.fits")));

            assertThat(run.stored()).isEqualTo(1);
            assertThat(run.failed()).isZero();
            assertThat(source(trial, run)).isNull();
            assertThat(archive.requests("/files/a.fits")).hasSize(1);
        }
    }

    @Test
    void whatIsForbiddenInTheBucketComesByHttp() {
        assertComesByHttp(403, "AccessDenied", 1);
    }

    @Test
    void aServerOfBucketsThatIsDownIsAskedThreeTimesAndThenTheHttpLinkIsUsed() {
        assertComesByHttp(500, "InternalError", 3);
    }

    private void assertComesByHttp(int status, String code, int asked) {
        archive.serve("/files/a.fits").fits(5_760);
        String yaml = harvest("cloud", archive.url("/files/a.fits"), aws("a.fits"));
        try (MisbehavingServer buckets = MisbehavingServer.start();
                Trial trial =
                        trial().set("camelopard.s3.endpoint", buckets.url("")).start()) {
            buckets.otherwise()
                    .status(status)
                    .type("application/xml")
                    .text("<Error><Code>%s</Code></Error>".formatted(code));
            Run run = trial.run("cloud", yaml);

            assertThat(run.stored()).isEqualTo(1);
            assertThat(source(trial, run)).isNull();
            assertThat(buckets.requests()).hasSize(asked);
            assertThat(archive.requests("/files/a.fits")).hasSize(1);
        }
    }

    @Test
    void whatTheArchiveDoesNotHaveComesFromTheCloud() {
        s3.put(BUCKET, "other/a.fits", FITS);
        try (Trial trial = trial().start()) {
            Run run = trial.run("cloud", harvest("http", archive.url("/files/a.fits"), aws("other/a.fits")));

            assertThat(trial.store()).containsKey("out/a.fits");
            assertThat(source(trial, run)).isEqualTo("s3://open-data/other/a.fits");
            assertThat(archive.requests("/files/a.fits")).hasSize(1);
        }
    }

    @Test
    void whatIsNowhereFailsWithAllReasons() {
        try (Trial trial = trial().start()) {
            Run run = trial.run("cloud", harvest("cloud", archive.url("/files/a.fits"), aws("missing.fits")));

            Entry entry = trial.entry(run);
            assertThat(entry.failure()).isEqualTo(FailureClass.FINAL);
            assertThat(entry.reason())
                    .contains("s3://open-data/missing.fits: status 404, NoSuchKey")
                    .contains("; then " + archive.url("/files/a.fits") + ": status 404");
            assertThat(archive.requests("/files/a.fits")).hasSize(1);
        }
    }

    /** VO-TRAPS, cloud_access: a sixth spelling gives a clear message and the HTTP link is used. */
    @Test
    void aSpellingThatIsUnknownIsToldAndTheHttpLinkIsUsed() {
        archive.serve("/files/a.fits").fits(5_760);
        try (Logged logged = new Logged();
                Trial trial = trial().start()) {
            Run run = trial.run("cloud", harvest("cloud", archive.url("/files/a.fits"), "{\"s3\": \"b/k\"}"));

            assertThat(run.stored()).isEqualTo(1);
            assertThat(logged.warnings()).singleElement().asString().contains("has none of the known forms");
        }
    }

    @Test
    void aRuleLeadsToABucket() {
        s3.put(BUCKET, "pub/a b+c.fits", FITS);
        archive.serve("/files/only-here.fits").fits(5_760);
        try (Trial trial = rewriting("s3://open-data/pub/").start()) {
            Run run = trial.run(
                    "rule",
                    Trial.urls(List.of(archive.url("/files/a%20b+c.fits"), archive.url("/files/only-here.fits"))));

            assertThat(run.stored()).isEqualTo(2);
            assertThat(trial.store())
                    .hasSize(2)
                    .containsKey("out/only-here.fits")
                    .containsValue(SHA256);
            assertThat(sources(trial, run)).containsExactlyInAnyOrder("s3://open-data/pub/a b+c.fits", null);
            assertThat(archive.requests()).hasSize(1);
        }
    }

    private Trial rewriting(String to) {
        return trial().set("camelopard.rewrite.1", archive.url("/files/") + " => " + to);
    }

    @Test
    void aFolderIsAPrefixOfABucketListedToTheEnd() {
        for (int i = 0; i < 1_100; i++) {
            s3.put(BUCKET, "many/obs/%04d.log".formatted(i), new byte[] {1});
        }
        s3.put(BUCKET, "many/obs/deep/x.dat", new byte[] {2})
                .put(BUCKET, "many/obs/deep/er/y.dat", new byte[] {3})
                .put(BUCKET, "many/obs/deep/run.log", new byte[] {4})
                .put(BUCKET, "many/obs//double.dat", new byte[] {5})
                .put(BUCKET, "many/obs/zz-on-the-second-page.dat", new byte[] {5})
                .put(BUCKET, "many/observer/z.dat", new byte[] {6});
        try (Trial trial = rewriting("s3://open-data/many/").start()) {
            Run run = trial.run("folder", harvest("http", archive.url("/files/obs/"), ""));

            assertThat(run.error()).isNull();
            assertThat(run.failed()).isZero();
            assertThat(trial.store())
                    .containsOnlyKeys(
                            "out/obs/deep/x.dat",
                            "out/obs/deep/er/y.dat",
                            "out/obs/double.dat",
                            "out/obs/zz-on-the-second-page.dat");
            assertThat(archive.requests("/files/obs/")).isEmpty();
            assertThat(trial.staged()).isEmpty();
        }
    }

    @Test
    void aFolderThatCannotBeListedInTheBucketIsListedByHttpAndItsFilesComeFromThere() {
        s3.put(BUCKET, "half/obs/a.dat", new byte[] {1});
        archive.serve("/files/obs/").type("text/html").text("""
                <html><title>Index of /files/obs</title><pre><a href="../">Parent Directory</a>
                <a href="a.dat">a.dat</a> <a href="b%20c.dat">b c.dat</a></pre></html>""");
        archive.serve("/files/obs/a.dat").bytes(1);
        archive.serve("/files/obs/b%20c.dat").bytes(2);
        try (Trial trial = trial().set(
                        "camelopard.rewrite.1", archive.url("/files/obs/a") + " => s3://open-data/half/obs/a")
                .set("camelopard.rewrite.2", archive.url("/files/") + " => s3://no-such-bucket/")
                .start()) {
            Run run = trial.run("folder", harvest("http", archive.url("/files/obs/"), ""));

            assertThat(run.stored()).isEqualTo(2);
            assertThat(trial.store()).containsOnlyKeys("out/obs/a.dat", "out/obs/b%20c.dat");
            assertThat(archive.requests("/files/obs/a.dat")).isEmpty();
        }
    }

    @Test
    void aFileOfAFolderThatTheBucketLostComesByHttp() {
        archive.serve("/files/obs/x%20y.dat").bytes(64);
        String page =
                "<?xml version=\"1.0\"?><ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>obs/x y.dat"
                        + "</Key><Size>64</Size><ETag>\"e\"</ETag></Contents></ListBucketResult>";
        try (MisbehavingServer buckets = MisbehavingServer.start();
                Trial trial = rewriting("s3://open-data/")
                        .set("camelopard.s3.endpoint", buckets.url(""))
                        .start()) {
            buckets.serve("/open-data").type("application/xml").text(page);
            Run run = trial.run("folder", harvest("http", archive.url("/files/obs/"), ""));

            assertThat(run.stored()).isEqualTo(1);
            assertThat(trial.store()).containsOnlyKeys("out/obs/x%20y.dat");
            assertThat(trial.entries(run))
                    .extracting(Entry::url)
                    .containsExactly(archive.url("/files/obs/"), "s3://open-data/obs/x y.dat");
            assertThat(sources(trial, run)).containsExactly(null, archive.url("/files/obs/x%20y.dat"));
        }
    }

    @Test
    void addressesOfBucketsNeedNoArchive() {
        s3.put(BUCKET, "tree/a?b.fits", FITS).put(BUCKET, "tree/sub/c.dat", new byte[] {1});
        try (Trial trial = trial().start()) {
            Run files = trial.run("file", Trial.urls(List.of("s3://open-data/tree/sub/c.dat")));
            Run folders = trial.run(
                    "folder", Trial.directories(List.of("s3://open-data/tree/")).replace("file:out", "file:tree"));

            assertThat(files.stored()).isEqualTo(1);
            assertThat(folders.stored()).isEqualTo(2);
            assertThat(trial.store()).containsOnlyKeys("out/c.dat", "tree/tree/a%3Fb.fits", "tree/tree/sub/c.dat");
        }
    }

    @Test
    void aRuleLeadsToAFolderOfThisMachine() throws IOException {
        Path mirror = Files.createDirectories(folder.resolve("mirror/FTP"));
        Files.write(mirror.resolve("a b.fits"), FITS);
        Files.createDirectories(mirror.resolve("obs/deep"));
        Files.write(mirror.resolve("obs/deep/x.dat"), new byte[] {1});
        archive.serve("/files/only-here.fits").fits(5_760);
        try (Trial trial = rewriting("file:" + mirror + "/").start()) {
            Run run = trial.run(
                    "rule",
                    Trial.urls(List.of(archive.url("/files/a%20b.fits"), archive.url("/files/only-here.fits"))));
            Run again = trial.run("again", harvest("http", archive.url("/files/obs/"), ""));

            assertThat(run.stored()).isEqualTo(2);
            assertThat(sources(trial, run)).containsExactlyInAnyOrder("file:" + mirror + "/a b.fits", null);
            assertThat(again.stored()).isEqualTo(1);
            assertThat(trial.store()).hasSize(3).containsKeys("out/only-here.fits", "out/obs/deep/x.dat");
            assertThat(Files.exists(mirror.resolve("a b.fits"))).isTrue();
        }
    }

    /** What is in the folder of the operator is checked as what comes from a server. */
    @Test
    void nothingLeadsOutOfTheFolderAndNothingElseIsTaken() throws IOException {
        Path mirror = Files.createDirectories(folder.resolve("mirror/FTP"));
        Files.writeString(folder.resolve("mirror/secret.fits"), "secret");
        Files.createSymbolicLink(mirror.resolve("link.fits"), folder.resolve("mirror/secret.fits"));
        Files.writeString(mirror.resolve("page.fits"), "<html><body>log in</body></html>");
        try (Trial trial = rewriting("file:" + mirror + "/").start()) {
            List<String> urls = Arrays.stream(
                            "link.fits %2e%2e/secret.fits ..%2Fsecret.fits x%2F..%2F..%2Fsecret.fits page.fits"
                                    .split(" ", -1))
                    .map(name -> archive.url("/files/" + name))
                    .toList();
            Run run = trial.run("hostile", Trial.urls(urls));

            assertThat(run.failed()).isEqualTo(urls.size());
            assertThat(trial.store()).isEmpty();
            assertThat(trial.entries(run).stream().map(Entry::reason).collect(Collectors.joining("\n")))
                    .contains("leads out of the folders of camelopard.rewrite")
                    .contains("an HTML page");
        }
    }

    /** RELIABILITY D2: what a remote side calls its buckets, keys and regions is never resolved. */
    @Test
    void namesOfBucketsAndKeysAreNeverResolved() {
        String key = "{{env:PATH}}/${sysenv.PATH}.fits";
        s3.put(BUCKET, key, FITS);
        archive.serve("/files/a.fits").fits(5_760);
        String cloud = "[{\"bucket_name\": \"{{env:PATH}}\", \"key\": \"a\", \"region\": \"${sysenv.PATH}\"},"
                + " {\"bucket_name\": \"open-data\", \"key\": \"" + key + "\", \"region\": \"{{env:PATH}}\"}]";
        try (Trial trial = trial().start()) {
            Run run = trial.run("canary", harvest("cloud", archive.url("/files/a.fits"), cloud));
            Run none = trial.run("none", Trial.urls(List.of("s3://open-data/" + key)));

            assertThat(source(trial, run)).isEqualTo("s3://open-data/" + key);
            assertThat(none.stored()).isEqualTo(1);
            assertThat(trial.store().keySet().toString())
                    .doesNotContain(System.getenv("PATH"))
                    .contains("sysenv.PATH");
        }
    }

    @Test
    void readsWithTheCredentialsOfTheEnvironment() {
        System.setProperty("aws.accessKeyId", S3Server.KEY);
        System.setProperty("aws.secretAccessKey", S3Server.SECRET);
        try (S3Server closed = S3Server.withCredentials().bucket("closed-data");
                Trial trial = trial().set("camelopard.s3.endpoint", closed.endpoint())
                        .set("camelopard.s3.anonymous", "false")
                        .start()) {
            closed.put("closed-data", "a.txt", "words".getBytes(StandardCharsets.UTF_8));
            Run run = trial.run("closed", Trial.urls(List.of("s3://closed-data/a.txt")));

            assertThat(run.stored()).isEqualTo(1);
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }
}
