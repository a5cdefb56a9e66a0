package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Entry;
import io.camelopard.ledger.FailureClass;
import io.camelopard.ledger.Run;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.Resource;
import io.camelopard.testing.TestContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a file has to pass before it is stored, through the whole program: what a server, a listing and the file itself say of
 * its bytes, what becomes of the file where they contradict each other, and what the ledger says that it was verified by.
 */
class GateTest {
    private static final AtomicInteger COUNT = new AtomicInteger();

    @TempDir
    static Path folder;

    private static Trial trial;
    private static byte[] summed;

    private MisbehavingServer archive;
    private String name;
    private Logged logged;

    @BeforeAll
    static void start() throws IOException {
        summed = Files.readAllBytes(Path.of("src/test/resources/transfer/fits/checksum.fits"));
        trial = Trial.in(folder).set("camelopard.transfers.perHost", "1").start();
    }

    @AfterAll
    static void stop() {
        trial.close();
    }

    @BeforeEach
    void serve() {
        archive = MisbehavingServer.start();
        name = "gate" + COUNT.incrementAndGet();
        logged = new Logged();
    }

    @AfterEach
    void leavesNothingInStaging() {
        logged.close();
        archive.close();
        assertThat(trial.staged()).isEmpty();
    }

    private Resource product(String extension) {
        name += extension;
        return archive.serve("/" + name);
    }

    private Run run(String... names) {
        return trial.run(
                name,
                Trial.urls(Arrays.stream(names).map(n -> archive.url("/" + n)).toList()));
    }

    private void assertStored(String verified, String sha256, int requests) {
        Entry entry = trial.entry(run(name));
        assertThat(entry.outcome()).as(entry.reason()).isEqualTo("stored");
        assertThat(trial.store()).containsEntry("out/" + name, sha256);
        assertThat(verified(entry)).isEqualTo(verified);
        assertThat(archive.requests()).hasSize(requests);
    }

    private void assertFailed(FailureClass failure, String reason, int requests) {
        Entry entry = trial.entry(run(name));
        assertThat(entry.outcome()).isEqualTo("failed");
        assertThat(entry.reason()).contains(reason);
        assertThat(entry.failure()).isEqualTo(failure);
        assertThat(trial.store()).doesNotContainKey("out/" + name);
        assertThat(archive.requests()).hasSize(requests);
    }

    private static String verified(Entry entry) {
        try {
            return Sql.texts(trial.settings().home(), "select verified from product where id = " + entry.product())
                    .get(0);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(String algorithm, byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] stale() {
        byte[] stale = summed.clone();
        stale[3_000] ^= 1;
        return stale;
    }

    // ---- what the server says of the bytes

    @ParameterizedTest
    @ValueSource(strings = {"Repr-Digest", "Content-Digest", "Digest", "Content-MD5", "x-amz-checksum-sha256"})
    void storesWhatItsServersDigestProves(String header) {
        Resource product = product(".dat").bytes(10_000);
        String algorithm = header.equals("Content-MD5") ? "MD5" : "SHA-256";
        String value = base64(algorithm, product.content());
        product.header(
                header,
                switch (header) {
                    case "Repr-Digest", "Content-Digest" -> "sha-256=:" + value + ":";
                    case "Digest" -> "SHA-256=" + value;
                    default -> value;
                });

        assertStored("digest", product.sha256(), 1);
    }

    /** RELIABILITY N3. */
    @Test
    void fetchesAgainWhatItsServersDigestContradicts() {
        Resource product = product(".dat").bytes(10_000);
        product.header("Digest", "md5=" + base64("MD5", product.content()))
                .flipBitAt(5_000)
                .times(1);

        assertStored("digest", product.sha256(), 2);
    }

    @Test
    void fetchesFitsAgainWhateverElseIsWrongWithIt() {
        Resource product = product(".fits").fits(28_800);
        product.header("Repr-Digest", TestContent.reprDigest(product.content()))
                .flipBitAt(81)
                .times(1);

        assertStored("digest", product.sha256(), 2);
    }

    @Test
    void refusesWhatItsServersDigestContradictsTwiceAlike() {
        product(".dat").bytes(10_000).header("Content-MD5", base64("MD5", new byte[1]));

        assertFailed(FailureClass.FINAL, "the server's content-md5 says", 2);
    }

    @Test
    void refusesWhatIsDamagedAnewEachTime() {
        Resource product = product(".dat").bytes(10_000);
        product.header("Content-MD5", base64("MD5", product.content()))
                .flipAnotherBitFrom(100)
                .everyTime();

        assertFailed(FailureClass.FINAL, "so it was 3 times, with other bytes each time", 3);
    }

    @Test
    void takesADigestOfWhatWasEncodedForNone() {
        Resource product = product(".fits").fits(28_800);
        product.header("Content-MD5", base64("MD5", new byte[1])).gzipped().everyTime();

        assertStored("structure", product.sha256(), 1);
    }

    // ---- what a FITS file says of itself

    @Test
    void provesFitsByItsChecksums() {
        product(".fits").bytes(summed);

        assertStored("fits-checksum", TestContent.sha256(summed), 1);
    }

    /** RELIABILITY N3. */
    @Test
    void fetchesFitsAgainWhoseChecksumIsWrong() {
        product(".fits").bytes(summed).flipBitAt(3_000).times(1);

        assertStored("fits-checksum", TestContent.sha256(summed), 2);
        assertThat(logged.warnings()).isEmpty();
    }

    @Test
    void refusesFitsThatIsDamagedAnewEachTime() {
        product(".fits").bytes(summed).flipAnotherBitFrom(3_000).everyTime();

        assertFailed(FailureClass.FINAL, "the data of HDU 0 have the sum", 3);
    }

    @Test
    void storesFitsWithStaleChecksumsAndSaysSo() {
        product(".fits").bytes(stale());

        assertStored("fits-checksum-stale", TestContent.sha256(stale()), 2);
        assertThat(logged.warnings())
                .singleElement()
                .asString()
                .startsWith("product.doubtful ")
                .contains("the CHECKSUM of HDU 0 is not that of its bytes; stored as the archive has it");
    }

    @Test
    void believesTheServerThatItsChecksumsAreStale() {
        product(".fits").bytes(stale()).header("Content-MD5", base64("MD5", stale()));

        assertStored("fits-checksum-stale", TestContent.sha256(stale()), 1);
    }

    /** Where it is the rule, every file would be fetched twice for nothing. */
    @Test
    void asksAHostWithStaleChecksumsOnceAfterAFewFiles() {
        archive.otherwise().bytes(stale());

        run(IntStream.range(0, 3).mapToObj(i -> name + i + ".fits").toArray(String[]::new));
        assertThat(archive.requests()).hasSize(3 * 2);
        Run run = run(IntStream.range(3, 6).mapToObj(i -> name + i + ".fits").toArray(String[]::new));

        assertThat(run.stored()).isEqualTo(3);
        assertThat(archive.requests()).hasSize(3 * 2 + 3);
        assertThat(trial.entries(run)).extracting(GateTest::verified).containsOnly("fits-checksum-stale");
    }

    @Test
    void prefersAnotherPlaceToStaleChecksums(@TempDir Path own) throws IOException {
        Files.write(Files.createDirectories(own.resolve("mirror")).resolve("x.fits"), stale());
        try (Trial mirrored = Trial.in(own.resolve("trial"))
                .set("camelopard.rewrite.1", archive.url("/") + " => file:" + own.resolve("mirror") + "/")
                .start()) {
            archive.serve("/x.fits").bytes(summed);

            Run run = mirrored.run("mirrored", Trial.urls(List.of(archive.url("/x.fits"))));

            assertThat(mirrored.entry(run).reason()).isNull();
            assertThat(mirrored.store()).isEqualTo(Map.of("out/x.fits", TestContent.sha256(summed)));
        }
    }

    /** Its header is mostly a copy of that of the whole, and to make it again costs the service more than a transfer. */
    @Test
    void doesNotHaveACutoutMadeTwiceForItsChecksums() {
        try (CutoutArchive service = new CutoutArchive()) {
            service.dataset("x", params -> CutoutArchive.Reply.file(stale()));

            Run run = trial.run(name, service.harvest("links: [{semantics: \"#proc\", cutout: {circle: 0.5}}]\n"));

            assertThat(verified(trial.entry(run))).isEqualTo("fits-checksum-stale");
            assertThat(service.asked("/soda")).hasSize(1);
        }
    }

    // ---- lengths

    /** RELIABILITY N5, {@code lenlie} by -5: the bytes are those that were announced, and FITS shows that they are too few. */
    @Test
    void seesByItsStructureThatFitsIsShorterThanItShouldBe() {
        product(".fits").fits(28_800).lengthOffBy(-5).everyTime();

        // The second request finds the end of the first answer in its connection, and goes out again over another one.
        assertFailed(FailureClass.FINAL, "as the server announced it; the same bytes came twice", 3);
    }

    @Test
    void fetchesFitsAgainThatWasAnnouncedTooShort() {
        Resource product = product(".fits").fits(28_800);
        product.lengthOffBy(-5).times(1);

        assertStored("structure", product.sha256(), 3);
    }

    /** What a server sends beyond the length that it announced is no answer to the next request. */
    @Test
    void tooManyBytesHarmNoOtherProduct() {
        product(".fits").fits(28_800).lengthOffBy(-2880).everyTime();
        Resource other = archive.serve("/other-" + name).fits(5_760);

        Run run = run(name, "other-" + name);

        assertThat(trial.entries(run)).extracting(Entry::outcome).containsExactlyInAnyOrder("failed", "stored");
        assertThat(trial.store()).containsEntry("out/other-" + name, other.sha256());
    }

    @Test
    void saysWhenNothingButALengthVouches() {
        Resource product = product(".dat").bytes(10_000);
        product.flipBitAt(7).everyTime();

        Entry entry = trial.entry(run(name));
        assertThat(verified(entry)).isEqualTo("length");
        assertThat(entry.sha256()).isNotEqualTo(product.sha256());
    }

    @Test
    void saysWhenNothingVouches() {
        Resource product = product(".dat").bytes(10_000).noLength();

        assertStored("unverifiable", product.sha256(), 1);
    }

    @Test
    void chunksAreNoLength() {
        Resource product = product(".dat").bytes(10_000);
        product.chunked().everyTime();

        assertStored("unverifiable", product.sha256(), 1);
    }

    private Entry list(String size) {
        archive.serve("/" + name + "/")
                .type("text/html")
                .text("<html><head><title>Index of /</title></head><body><h1>Index of /</h1><pre>"
                        + "<a href=\"x.dat\">x.dat</a>  2024-01-01 00:00   " + size + "\n</pre></body></html>");
        return file(trial.run(name, Trial.directories(List.of(archive.url("/" + name + "/")))));
    }

    private static Entry file(Run run) {
        List<Entry> files = trial.entries(run).stream()
                .filter(entry -> !"listed".equals(entry.outcome()))
                .toList();
        assertThat(files).hasSize(1);
        return files.get(0);
    }

    /** RELIABILITY N1, {@code eofnolen}. */
    @Test
    void missesTheRestOfWhatIsListedLonger() {
        Resource file = archive.serve("/" + name + "/x.dat").bytes(10_000);
        file.noLength().thenCloseAfter(4_096).times(1);

        Entry entry = list("10000");

        assertThat(entry.outcome()).as(entry.reason()).isEqualTo("stored");
        assertThat(entry.sha256()).isEqualTo(file.sha256());
        assertThat(archive.requests("/" + name + "/x.dat")).hasSize(2);
    }

    @Test
    void neverStoresWhatIsAlwaysShorterThanListed() {
        archive.serve("/" + name + "/x.dat")
                .bytes(10_000)
                .noLength()
                .thenCloseAfter(4_096)
                .everyTime();

        Entry entry = list("10000");

        assertThat(entry.outcome()).isEqualTo("failed");
        assertThat(entry.failure()).isEqualTo(FailureClass.TRANSIENT);
        assertThat(entry.reason()).contains("4096 bytes of no announced length, then the server closed", "10000 bytes");
        assertThat(trial.store()).doesNotContainKey("out/" + name + "/x.dat");
    }

    @Test
    void aListedLengthVouchesToo() {
        archive.serve("/" + name + "/x.dat").bytes(10_000).noLength().everyTime();

        assertThat(verified(list("10000"))).isEqualTo("length");
        assertThat(logged.warnings()).isEmpty();
    }

    @Test
    void tellsASizeFarFromWhatIsListedAndStoresTheFile() {
        archive.serve("/" + name + "/x.dat").bytes(10_000);

        Entry entry = list("20000000");

        assertThat(entry.outcome()).isEqualTo("stored");
        assertThat(logged.warnings())
                .singleElement()
                .asString()
                .startsWith("product.doubtful ")
                .contains("10000 bytes, where the archive said 20000000");
    }

    @Test
    void doesNotMindASizeThatIsOffByLittle() {
        archive.serve("/" + name + "/x.dat").bytes(10_000);

        assertThat(list("900000").outcome()).isEqualTo("stored");
        assertThat(logged.warnings()).isEmpty();
    }

    private static final String DATALINK = """
            <VOTABLE version="1.3"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>
            <FIELD name="ID" datatype="char" arraysize="*"/><FIELD name="access_url" datatype="char" arraysize="*"/>
            <FIELD name="service_def" datatype="char" arraysize="*"/><FIELD name="error_message" datatype="char" arraysize="*"/>
            <FIELD name="semantics" datatype="char" arraysize="*"/><FIELD name="content_length" datatype="long"/>
            <DATA><TABLEDATA><TR><TD>x</TD><TD>%s</TD><TD/><TD/><TD>#this</TD><TD>10000</TD></TR></TABLEDATA></DATA>
            </TABLE></RESOURCE></VOTABLE>
            """;

    @Test
    void neverStoresWhatIsShorterThanItsLinkSays() {
        archive.serve("/" + name + ".dat").bytes(10_000).noLength().thenCloseAfter(4_096);
        archive.serve("/" + name)
                .type("application/x-votable+xml;content=datalink")
                .text(DATALINK.formatted(archive.url("/" + name + ".dat")));

        Entry entry = file(run(name));

        assertThat(entry.failure()).isEqualTo(FailureClass.TRANSIENT);
        assertThat(entry.reason()).contains("the archive lists 10000 bytes");
    }

    private static final String ROW = """
            <VOTABLE version="1.3"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>
            <FIELD name="access_url" datatype="char" arraysize="*"/><FIELD name="access_estsize" datatype="long" unit="kbyte"/>
            <DATA><TABLEDATA><TR><TD>%s</TD><TD>20000</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
            """;

    @Test
    void anEstimateIsNoLength() {
        archive.serve("/" + name + ".dat").bytes(10_000).noLength().everyTime();
        archive.serve("/cone").type("application/x-votable+xml").text(ROW.formatted(archive.url("/" + name + ".dat")));

        Entry entry = trial.entry(trial.run(name, """
                description: a cone search
                target: "10 20"
                search: {protocol: scs, service: "%s", radius: 1}
                store: {to: "file:out"}
                """.formatted(archive.url("/cone?"))));

        assertThat(entry.outcome()).as(entry.reason()).isEqualTo("stored");
        assertThat(verified(entry)).isEqualTo("unverifiable");
        assertThat(logged.warnings())
                .singleElement()
                .asString()
                .contains("10000 bytes, where the archive said 20000000");
    }

    // ---- gzip

    @Test
    void provesGzipByItsSum() {
        byte[] packed = gzip(TestContent.fits(28_800));
        product(".fits.gz").bytes(packed).noLength().everyTime();

        assertStored("gzip-checksum", TestContent.sha256(packed), 1);
    }

    @Test
    void fetchesDamagedGzipAgain() {
        byte[] packed = gzip(TestContent.fits(28_800));
        product(".fits.gz").bytes(packed).flipBitAt(9_000).times(1);

        assertStored("gzip-checksum", TestContent.sha256(packed), 2);
    }

    @Test
    void fetchesGzipAgainThatIsCutWithoutALength() {
        byte[] packed = gzip(TestContent.fits(28_800));
        product(".fits.gz").bytes(packed).noLength().thenCloseAfter(9_000).times(1);

        assertStored("gzip-checksum", TestContent.sha256(packed), 2);
    }

    @Test
    void refusesGzipThatIsDamagedAtItsSource() {
        byte[] packed = gzip(TestContent.fits(28_800));
        product(".fits.gz").bytes(Arrays.copyOf(packed, 9_000));

        assertFailed(FailureClass.FINAL, "a damaged gzip file: it ends too early; the same bytes came twice", 2);
    }

    /** RELIABILITY, section 3.1: what is stored is what the name says. */
    @Test
    void leavesAGzipFileAloneThatIsCalledEncoded() {
        byte[] packed = gzip(TestContent.fits(28_800));
        product(".fits.gz").bytes(packed).header("Content-Encoding", "gzip");

        assertStored("gzip-checksum", TestContent.sha256(packed), 1);
    }

    @Test
    void unpacksAGzipFileOnceThatWasEncodedOnTheWay() {
        byte[] packed = gzip(TestContent.fits(28_800));
        product(".fits.gz").bytes(packed).gzipped().everyTime();

        assertStored("gzip-checksum", TestContent.sha256(packed), 1);
    }

    @Test
    void unpacksWhatIsEncodedAndNotCalledSo() {
        Resource product = product(".dat").bytes(10_000);
        product.gzipped().everyTime();

        assertStored("gzip-checksum", product.sha256(), 1);
    }

    @Test
    void fetchesAgainWhatIsEncodedAndDamaged() {
        Resource product = product(".fits").fits(28_800);
        product.gzipped().flipBitAt(9_000).times(1);

        assertStored("structure", product.sha256(), 2);
    }

    /** RELIABILITY B3. */
    @Test
    void stopsABombBeforeItIsLarge() {
        product(".fits").bytes(gzip(new byte[50 << 20])).header("Content-Encoding", "gzip");

        assertFailed(FailureClass.FINAL, "allowed are", 1);
    }
}
