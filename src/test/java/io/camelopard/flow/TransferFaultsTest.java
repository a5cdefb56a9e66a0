package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Entry;
import io.camelopard.ledger.FailureClass;
import io.camelopard.ledger.Run;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.Resource;
import io.camelopard.testing.TestContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One product whose server does something wrong, through the whole program: what becomes of it in the ledger and in the
 * store, and how often the server was asked. What passes is tried again; what is final is asked for once.
 */
class TransferFaultsTest {
    private static final int LENGTH = 28_800;
    private static final AtomicInteger COUNT = new AtomicInteger();

    @TempDir
    static Path folder;

    private static Trial trial;

    private MisbehavingServer archive;
    private String name;
    private Run run;

    @BeforeAll
    static void start() {
        trial = Trial.in(folder)
                .set("camelopard.transfers.perHost", "1")
                .set("camelopard.http.idleTimeout", "1s")
                .start();
    }

    @AfterAll
    static void stop() {
        trial.close();
    }

    @BeforeEach
    void serve() {
        archive = MisbehavingServer.start();
        name = "fault" + COUNT.incrementAndGet();
    }

    @AfterEach
    void leavesNothingInStaging() {
        archive.close();
        assertThat(trial.staged()).isEmpty();
    }

    private Resource product() {
        return archive.serve("/" + name + ".fits").fits(LENGTH);
    }

    private Entry fetch() {
        run = trial.run(name, Trial.urls(List.of(archive.url("/" + name + ".fits"))));
        return trial.entry(run);
    }

    /** As a crash leaves it that comes after the rename and before the ledger. */
    @Test
    void whatHasItsNameAlreadyIsRecognised() throws IOException {
        Resource product = product();
        Path there = Files.createDirectories(folder.resolve("home/store/out")).resolve(name + ".fits");
        Files.write(there, TestContent.fits(LENGTH));

        assertStored(product, 1);
    }

    private void assertStored(Resource product, int requests) {
        Entry entry = fetch();
        assertThat(entry.outcome()).as(entry.reason()).isEqualTo("stored");
        assertThat(entry.sha256()).isEqualTo(product.sha256());
        assertThat(trial.store()).containsEntry("out/" + name + ".fits", product.sha256());
        assertThat(archive.requests()).hasSize(requests);
        assertThat(run.stored()).isEqualTo(1);
    }

    private void assertFailed(FailureClass failure, String reason, int requests) {
        Entry entry = fetch();
        assertThat(entry.outcome()).isEqualTo("failed");
        assertThat(entry.reason()).contains(reason);
        assertThat(entry.failure()).isEqualTo(failure);
        assertThat(trial.store()).doesNotContainKey("out/" + name + ".fits");
        assertThat(archive.requests()).hasSize(requests);
        assertThat(run.failed()).isEqualTo(1);
        assertThat(run.products()).isEqualTo(1);
    }

    @Test
    void goesOnAfterAReset() {
        Resource product = product();
        product.thenResetAfter(4_096).times(1);
        assertStored(product, 2);
    }

    @Test
    void goesOnAfterAnEarlyClose() {
        Resource product = product();
        product.thenCloseAfter(4_096).times(1);
        assertStored(product, 2);
    }

    @Test
    void missesTheLastChunk() {
        Resource product = product();
        product.chunkedWithoutEnd().times(1);
        assertStored(product, 2);
    }

    @Test
    void takesALongerLengthForACutTransfer() {
        Resource product = product();
        product.lengthOffBy(100).times(1);
        assertStored(product, 2);
    }

    private Resource broken(String how) {
        return switch (how) {
            case "reset" -> product().thenResetAfter(4_096);
            case "eof" -> product().thenCloseAfter(4_096);
            case "chunktrunc" -> product().chunkedWithoutEnd();
            default -> product().lengthOffBy(100);
        };
    }

    /** RELIABILITY N1 and N5, twice. */
    @ParameterizedTest
    @ValueSource(strings = {"reset", "eof", "chunktrunc", "lenlie"})
    void goesOnAfterTwoBrokenTransfers(String how) {
        assertStored(broken(how).times(2), 3);
    }

    /** RELIABILITY N1 and N5, every time: two attempts by the ledger, each with at most two quick retries. */
    @ParameterizedTest
    @ValueSource(strings = {"reset", "eof", "chunktrunc", "lenlie"})
    void neverStoresWhatBreaksEveryTime(String how) {
        broken(how).everyTime();
        assertFailed(FailureClass.TRANSIENT, archive.url("/" + name + ".fits") + ": ", 6);
    }

    @Test
    void givesUpAfterAFewAttempts() {
        product().thenCloseAfter(4_096).everyTime();
        // Two attempts by the ledger, each with at most two quick retries.
        assertFailed(FailureClass.TRANSIENT, "4096 of 28800", 6);
    }

    @Test
    void leavesTheHostAloneForAsLongAsItAsks() {
        String other = "/" + name + "b.fits";
        Resource product = product();
        product.status(503).retryAfter(1).times(1);
        archive.serve(other).fits(LENGTH);

        run = trial.run(name, Trial.urls(List.of(archive.url("/" + name + ".fits"), archive.url(other))));

        assertThat(run.stored()).isEqualTo(2);
        long refused = archive.requests("/" + name + ".fits").get(0).nanoTime();
        assertThat(archive.requests(request -> request.nanoTime() > refused))
                .hasSizeGreaterThanOrEqualTo(1)
                .allSatisfy(request -> assertThat(Duration.ofNanos(request.nanoTime() - refused))
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(1)));
        assertThat(archive.requests()).hasSize(3);
    }

    @Test
    void asksOnceForWhatIsNotThere() {
        product().status(404).everyTime();
        assertFailed(FailureClass.FINAL, "status 404, there is nothing at this address", 1);
    }

    @ParameterizedTest
    @CsvSource({"403, no permission", "410, there is nothing at this address"})
    void asksOnceForWhatItMayNotHaveOrIsGone(int status, String reason) {
        product().status(status).everyTime();
        assertFailed(FailureClass.FINAL, "status " + status + ", " + reason, 1);
    }

    @Test
    void neverPublishesALoginPage() {
        product().html().everyTime();
        assertFailed(FailureClass.FINAL, "an HTML page instead of", 1);
    }

    @Test
    void takesAnotherFormOfAFileWhenAQueryAsksForIt() {
        byte[] picture = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F'};
        Resource preview = archive.serve("/" + name + ".fits").bytes(picture).type("image/jpeg");

        run = trial.run(name, Trial.urls(List.of(archive.url("/" + name + ".fits?preview=True"))));

        assertThat(trial.entry(run).reason()).isNull();
        assertThat(trial.entry(run).sha256()).isEqualTo(preview.sha256());
    }

    @Test
    void neverPublishesALoginPageForAQuery() {
        product().html().everyTime();
        run = trial.run(name, Trial.urls(List.of(archive.url("/" + name + ".fits?token=1"))));
        assertThat(trial.entry(run).reason()).contains("an HTML page instead of");
    }

    @Test
    void neverPublishesAnErrorDocument() {
        product().errorVotable("the database is asleep").everyTime();
        assertFailed(FailureClass.FINAL, "an error of the service instead of a FITS file: the database is asleep", 1);
    }

    @Test
    void neverPublishesNothing() {
        product().empty().everyTime();
        assertFailed(FailureClass.FINAL, "no bytes at all", 1);
    }

    @Test
    void seesThatAShorterLengthCannotBeRight() {
        product().lengthOffBy(-100).everyTime();
        Entry entry = fetch();
        assertThat(entry.outcome()).isEqualTo("failed");
        assertThat(trial.store()).doesNotContainKey("out/" + name + ".fits");
    }

    @Test
    void leavesARedirectLoop() {
        product().redirectTo("/" + name + ".fits").everyTime();
        Entry entry = fetch();
        assertThat(entry.outcome()).isEqualTo("failed");
        assertThat(entry.failure()).isEqualTo(FailureClass.FINAL);
        assertThat(entry.reason()).contains("redirect");
        assertThat(archive.requests()).hasSizeLessThanOrEqualTo(10);
    }

    /** RELIABILITY N8. */
    @Test
    void leavesAChainOfTwentyRedirects() {
        product().redirectTo("/hop1").everyTime();
        for (int i = 1; i < 20; i++) {
            archive.serve("/hop" + i).redirectTo("/hop" + (i + 1));
        }
        archive.serve("/hop20").fits(LENGTH);
        assertFailed(FailureClass.FINAL, "more than 8 redirects", 9);
    }

    @Test
    void refusesTheAddressOfCloudCredentials() {
        product().redirectTo("http://169.254.169.254/latest/meta-data/").everyTime();
        assertFailed(FailureClass.FINAL, "169.254.169.254", 1);
    }

    @Test
    void refusesARedirectToAFile() {
        product().redirectTo("file:///etc/passwd").everyTime();
        assertFailed(FailureClass.FINAL, "file", 1);
    }

    @Test
    void givesUpAServerThatNeverAnswers() {
        Resource product = product();
        product.neverAnswer().times(1);
        assertStored(product, 2);
    }

    @Test
    void givesUpAServerThatFallsSilent() {
        Resource product = product();
        product.thenStallAfter(4_096).times(1);
        assertStored(product, 2);
    }

    /** Credentials are for a scheme, a host and a port. */
    @Test
    void sendsCredentialsNowhereElse(@TempDir Path own) {
        Path secret = own.resolve("token");
        try (MisbehavingServer other = MisbehavingServer.start("127.0.0.2");
                Trial guarded = Trial.in(own)
                        .set("camelopard.auth.archive.url", archive.url(""))
                        .set("camelopard.auth.archive.token", "file:" + write(secret, "s3cret"))
                        .start()) {
            Resource there = other.serve("/moved.fits").fits(LENGTH);
            archive.serve("/x.fits").redirectTo(other.url("/moved.fits")).everyTime();

            Run moved = guarded.run("moved", Trial.urls(List.of(archive.url("/x.fits"))));

            assertThat(moved.stored()).isEqualTo(1);
            assertThat(archive.requests().get(0).header("authorization")).isEqualTo("Bearer s3cret");
            assertThat(other.requests()).hasSize(1);
            assertThat(other.requests().get(0).headers()).doesNotContainKeys("authorization", "cookie");
            assertThat(guarded.store()).isEqualTo(Map.of("out/moved.fits", there.sha256()));
        }
    }

    private static Path write(Path file, String text) {
        try {
            return java.nio.file.Files.writeString(file, text);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void oneBadProductStopsNoOther() {
        archive.otherwise().fits(5_760);
        product().status(404).everyTime();
        List<String> urls = new java.util.ArrayList<>();
        for (int i = 0; i < 99; i++) {
            urls.add(archive.url("/" + name + "-" + i + ".fits"));
        }
        urls.add(50, archive.url("/" + name + ".fits"));

        run = trial.run(name, Trial.urls(urls));

        assertThat(run.stored()).isEqualTo(99);
        assertThat(run.failed()).isEqualTo(1);
        assertThat(archive.requests()).hasSize(100);
    }
}
