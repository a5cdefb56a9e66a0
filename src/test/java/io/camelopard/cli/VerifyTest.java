package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that was damaged behind Camelopard's back (fault V2): what verify finds, and that repair restores it. */
class VerifyTest {
    private static final int FILES = 7;

    @TempDir
    Path folder;

    private MisbehavingServer archive;
    private Path store;

    @BeforeEach
    void harvest() throws IOException {
        archive = MisbehavingServer.start();
        String urls = IntStream.range(0, FILES)
                .peek(i ->
                        archive.serve("/f" + i + ".fits").fits(5760 + 2880 * i).etag("\"v" + i + "\""))
                .mapToObj(i -> archive.url("/f" + i + ".fits"))
                .collect(Collectors.joining(", "));
        Path file = folder.resolve("seven.yaml");
        Files.writeString(
                file,
                "description: seven files\nsearch: {protocol: none, urls: [%s]}\nstore: {to: 'file:out'}\n"
                        .formatted(urls));
        store = folder.resolve("home/store");
        assertThat(run("harvest", file.toString()).status).isEqualTo(Exit.STORED);
        archive.forget();
    }

    @AfterEach
    void stop() {
        archive.close();
    }

    private record Ended(int status, JsonNode json) {}

    private Ended run(String... command) {
        List<String> args = new ArrayList<>(List.of(command));
        args.addAll(List.of("--json", "--home", folder.resolve("home").toString()));
        args.addAll(List.of("--set", "camelopard.network.allow=127.0.0.0/8"));
        PrintStream out = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            int status = Main.run(args.toArray(String[]::new));
            return new Ended(status, new ObjectMapper().readTree(said.toString(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            System.setOut(out);
        }
    }

    private void damage() throws IOException {
        byte[] bytes = Files.readAllBytes(store.resolve("out/f1.fits"));
        bytes[4000] ^= 1;
        Files.write(store.resolve("out/f1.fits"), bytes);
        Files.delete(store.resolve("out/f4.fits"));
        Files.writeString(store.resolve("out/notes.txt"), "mine");
    }

    @Test
    void findsNothingInAStoreAsItWasLeft() {
        Ended verified = run("verify", "seven");

        assertThat(verified.status).isEqualTo(Exit.STORED);
        assertThat(verified.json.get("products").asInt()).isEqualTo(FILES);
        assertThat(verified.json.get("differences")).isEmpty();
        assertThat(archive.requests()).isEmpty();
    }

    @Test
    void findsAChangedByteAMissingFileAndAForeignOne() throws IOException {
        damage();

        Ended verified = run("verify");

        assertThat(verified.status).isEqualTo(Exit.SOME_FAILED);
        assertThat(verified.json.get("missing").asInt()).isEqualTo(1);
        assertThat(verified.json.get("changed").asInt()).isEqualTo(1);
        assertThat(verified.json.get("foreign").asInt()).isEqualTo(1);
        assertThat(verified.json.get("differences").findValuesAsText("path"))
                .containsExactlyInAnyOrder("out/f1.fits", "out/f4.fits", "out/notes.txt");
        assertThat(archive.requests()).isEmpty();
    }

    /** {@code existing: keep_both} keeps the version before a new one as {@code NAME.EXT.1}. */
    @Test
    void whatWasKeptBesideAProductIsNotForeign() throws IOException {
        Path file = folder.resolve("seven.yaml");
        Files.writeString(
                file, Files.readString(file).replace("file:out'", "file:out', existing: keep_both, revalidate: true"));
        archive.serve("/f1.fits").fits(28_800).etag("\"w1\"");
        assertThat(run("harvest", file.toString()).status).isEqualTo(Exit.STORED);
        assertThat(store.resolve("out/f1.fits.1")).exists();
        Files.writeString(store.resolve("out/notes.txt.1"), "mine");

        Ended verified = run("verify", "--repair");

        assertThat(verified.json.get("differences").findValuesAsText("path")).containsExactly("out/notes.txt.1");
        assertThat(store.resolve("out/f1.fits.1")).exists();
    }

    /** RELIABILITY V2, in full. */
    @Test
    @Tag("faults")
    void findsExactlyTheThreeOfAThousandThatAreDamagedAndRestoresThem() throws IOException {
        try (SmallArchive many = new SmallArchive(1_000)) {
            Path file = Home.harvest(folder, "thousand", many.urls());
            assertThat(run("harvest", file.toString()).status).isEqualTo(Exit.STORED);
            byte[] bytes = Files.readAllBytes(store.resolve("out/x0007.fits"));
            bytes[20_000] ^= 8;
            Files.write(store.resolve("out/x0007.fits"), bytes);
            Files.delete(store.resolve("out/x0500.fits"));
            Files.write(store.resolve("out/x0999.fits"), Arrays.copyOf(bytes, 28_799));

            Ended repaired = run("verify", "thousand", "--repair");

            assertThat(repaired.status).isEqualTo(Exit.STORED);
            assertThat(repaired.json.get("differences").findValuesAsText("path"))
                    .containsExactlyInAnyOrder("out/x0007.fits", "out/x0500.fits", "out/x0999.fits");
            assertThat(many.requests()).isEqualTo(1_003);
            assertThat(new Home(folder.resolve("home")).files()).containsAllEntriesOf(many.truth());
        }
    }

    @Test
    void findsAFileThatWasCutShort() throws IOException {
        byte[] bytes = Files.readAllBytes(store.resolve("out/f2.fits"));
        Files.write(store.resolve("out/f2.fits"), Arrays.copyOf(bytes, bytes.length - 1));

        assertThat(run("verify").json.get("differences").findValuesAsText("path"))
                .containsExactly("out/f2.fits");
    }

    /** A server with an ETag would say that nothing changed there, so it is not asked that. */
    @Test
    void repairFetchesWhatIsDamagedAndNothingElse() throws IOException {
        damage();

        Ended repaired = run("verify", "--repair");

        assertThat(repaired.status).isEqualTo(Exit.STORED);
        assertThat(archive.requests())
                .extracting(MisbehavingServer.Request::path)
                .containsExactlyInAnyOrder("/f1.fits", "/f4.fits");
        assertThat(archive.requests()).allSatisfy(request -> assertThat(request.header("if-none-match"))
                .isNull());
        assertThat(run("verify").status).isEqualTo(Exit.STORED);
        assertThat(Files.readString(folder.resolve("home/foreign/out/notes.txt")))
                .isEqualTo("mine");
    }

    @Test
    void repairThatCannotFetchSaysSo() throws IOException {
        damage();
        archive.serve("/f1.fits").status(404);

        assertThat(run("verify", "--repair").status).isEqualTo(Exit.SOME_FAILED);
        assertThat(Files.exists(store.resolve("out/f4.fits"))).isTrue();
    }

    /** A table is no product that could be fetched: a run of its harvest writes it. */
    @Test
    void aTableIsWrittenAgainByTheNextRun() throws IOException {
        Path file = folder.resolve("seven.yaml");
        Files.writeString(file, Files.readString(file) + "table: {file: 'rows.csv'}\n");
        assertThat(run("harvest", file.toString()).status).isEqualTo(Exit.STORED);
        archive.forget();
        Files.delete(store.resolve("out/rows.csv"));

        Ended repaired = run("verify", "seven", "--repair");

        assertThat(repaired.status).isEqualTo(Exit.SOME_FAILED);
        assertThat(repaired.json.get("differences").findValuesAsText("path")).containsExactly("out/rows.csv");
        assertThat(repaired.json.get("differences").findValuesAsText("reason"))
                .containsExactly("there is no such file; a run of the harvest writes it again");
        assertThat(archive.requests()).isEmpty();
        assertThat(run("harvest", file.toString()).status).isEqualTo(Exit.STORED);
        assertThat(run("verify", "seven").status).isEqualTo(Exit.STORED);
    }

    private Ended inBucket(S3Server s3, String... command) {
        List<String> args = new ArrayList<>(List.of(command));
        args.addAll(
                List.of("--set", "camelopard.s3.endpoint=" + s3.endpoint(), "--set", "camelopard.s3.pathStyle=true"));
        return run(args.toArray(String[]::new));
    }

    private Path bucketHarvest(String to) throws IOException {
        String yaml = Files.readString(folder.resolve("seven.yaml"));
        return Files.writeString(folder.resolve("bucket.yaml"), yaml.replace("file:out", to));
    }

    private static void damage(S3Server s3, String prefix) {
        s3.put("products", prefix + "f1.fits", new byte[5760 + 2880]);
        s3.store().removeBlob("products", prefix + "f4.fits");
        s3.put("products", prefix + "notes.txt", "mine".getBytes(StandardCharsets.UTF_8));
        s3.put("products", "other/notes.txt", "another's".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void restoresABucket() throws IOException {
        try (S3Server s3 = S3Server.anonymous().bucket("products")) {
            assertThat(inBucket(
                                    s3,
                                    "harvest",
                                    bucketHarvest("s3://products/out").toString())
                            .status)
                    .isEqualTo(Exit.STORED);
            assertThat(inBucket(s3, "verify", "bucket").json.get("differences")).isEmpty();
            damage(s3, "out/");

            Ended found = inBucket(s3, "verify", "bucket");
            Ended repaired = inBucket(s3, "verify", "bucket", "--repair");

            assertThat(found.status).isEqualTo(Exit.SOME_FAILED);
            assertThat(found.json.get("differences").findValuesAsText("path"))
                    .containsExactlyInAnyOrder(
                            "s3://products/out/f1.fits", "s3://products/out/f4.fits", "s3://products/out/notes.txt");
            assertThat(repaired.status).isEqualTo(Exit.STORED);
            assertThat(inBucket(s3, "verify", "bucket").status).isEqualTo(Exit.STORED);
            assertThat(Files.readString(folder.resolve("home/foreign/products/out/notes.txt")))
                    .isEqualTo("mine");
            assertThat(s3.store().blobExists("products", "out/notes.txt")).isFalse();
            assertThat(s3.store().blobExists("products", "other/notes.txt")).isTrue();
        }
    }

    /** What the server says of an object, it may have written down before the disk damaged its bytes. */
    @Test
    void restoresAnObjectThatHasItsEtagAndOtherBytes() throws IOException {
        Path disk = folder.resolve("disk");
        try (S3Server s3 = S3Server.onDisk(disk).bucket("products")) {
            Path file = bucketHarvest("s3://products/out");
            assertThat(inBucket(s3, "harvest", file.toString()).status).isEqualTo(Exit.STORED);
            try (RandomAccessFile object =
                    new RandomAccessFile(disk.resolve("products/out/f1.fits").toFile(), "rw")) {
                object.seek(4000);
                object.write(~object.read());
            }

            Ended repaired = inBucket(s3, "verify", "bucket", "--repair");

            assertThat(repaired.json.get("differences").findValuesAsText("path"))
                    .containsExactly("s3://products/out/f1.fits");
            assertThat(inBucket(s3, "verify", "bucket").status).isEqualTo(Exit.STORED);
        }
    }

    /** Without a prefix the bucket may be anybody's. */
    @Test
    void leavesForeignObjectsOfAWholeBucketAlone() throws IOException {
        try (S3Server s3 = S3Server.anonymous().bucket("products")) {
            assertThat(inBucket(s3, "harvest", bucketHarvest("s3://products").toString()).status)
                    .isEqualTo(Exit.STORED);
            damage(s3, "");

            Ended repaired = inBucket(s3, "verify", "bucket", "--repair");

            assertThat(repaired.status).isEqualTo(Exit.SOME_FAILED);
            assertThat(repaired.json.get("foreign").asInt()).isEqualTo(2);
            assertThat(s3.store().blobExists("products", "notes.txt")).isTrue();
            assertThat(s3.store().blobExists("products", "other/notes.txt")).isTrue();
            assertThat(s3.store().blobExists("products", "f4.fits")).isTrue();
        }
    }
}
