package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.TestContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
    @TempDir
    Path home;

    private Staging staging;

    @BeforeEach
    void open() {
        staging = Staging.at(home.resolve("staging"), home.resolve("store"));
    }

    private List<String> files() {
        try (Stream<Path> all = Files.list(staging.folder())) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".lock") && !name.endsWith(".spool"))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Version version(String etag) {
        return new Version("0123456789ab", '"' + etag + '"', 1000L, false, null);
    }

    private static InputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    @Test
    void isPrivateAndLeavesNothingInTheStore() throws IOException {
        try (Staged staged = staging.open("product")) {
            assertThat(Files.getPosixFilePermissions(staging.folder()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            assertThat(Files.getPosixFilePermissions(staged.path()))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(staging.folder()).isEqualTo(home.resolve("staging"));
        assertThat(home.resolve("store")).isEmptyDirectory();
    }

    @Test
    void movesIntoTheStoreWhenThatIsAnotherFileSystem() throws IOException {
        Path shm = Path.of("/dev/shm");
        org.junit.jupiter.api.Assumptions.assumeTrue(
                Files.isWritable(shm) && !Files.getFileStore(shm).equals(Files.getFileStore(home)));
        Path elsewhere = Files.createTempDirectory(shm, "staging");
        try (Staging other = Staging.at(elsewhere, home.resolve("store"))) {
            assertThat(other.folder()).isEqualTo(home.resolve("store/.staging"));
        } finally {
            Files.deleteIfExists(elsewhere);
        }
    }

    @Test
    void receivesWithItsDigest() throws IOException {
        byte[] bytes = TestContent.bytes(1, 0, 300_000);
        try (Staged staged = staging.open("product")) {
            Received received = staged.receive(stream(bytes), 300_000L, 1 << 20);

            assertThat(received).isEqualTo(new Received(300_000, TestContent.sha256(bytes)));
            assertThat(staged.path()).hasBinaryContent(bytes);
            assertThat(Digests.of(staged.path())).isEqualTo(received);
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void refusesTooFewAndTooManyBytes() {
        try (Staged staged = staging.open("product")) {
            assertThatThrownBy(() -> staged.receive(stream(new byte[4096]), "https://h/x.fits", 28_800L, 1 << 20))
                    .isInstanceOf(TransientException.class)
                    .hasMessage("https://h/x.fits: 4096 of 28800 bytes, then the server closed");
            assertThatThrownBy(() -> staged.receive(stream(new byte[4096]), "https://h/x.fits", 4000L, 1 << 20))
                    .isInstanceOf(TransientException.class)
                    .hasMessage("https://h/x.fits: more than the 4000 bytes expected");
            assertThatThrownBy(() -> staged.receive(stream(new byte[4096]), "https://h/x.fits", null, 4095))
                    .isInstanceOf(FinalException.class)
                    .hasMessage("https://h/x.fits: more than the 4095 bytes allowed");
            assertThatThrownBy(() -> staged.receive(stream(new byte[0]), "https://h/x.fits", 5000L, 4095))
                    .isInstanceOf(FinalException.class)
                    .hasMessage("https://h/x.fits: announced 5000 bytes, allowed are 4095");
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void abandonsAnEndlessAnswerWithinASecondOfItsLimit() throws IOException {
        try (MisbehavingServer archive = MisbehavingServer.start();
                Http http = Http.open();
                Staged staged = staging.open("product")) {
            archive.serve("/x.fits").endless();
            InputStream body = http.get(archive.url("/x.fits")).getEntity().getContent();

            assertThatThrownBy(() -> staged.receive(body, archive.url("/x.fits"), null, 3_000_000))
                    .isInstanceOf(FinalException.class)
                    .hasMessageContaining("more than the 3000000 bytes allowed");
            await().atMost(Duration.ofSeconds(1)).until(() -> archive.openConnections() == 0);
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void storesNothingWhenTheServerClosesEarly() throws IOException {
        try (MisbehavingServer archive = MisbehavingServer.start();
                Http http = Http.open();
                Staged staged = staging.open("product")) {
            archive.serve("/x.fits").bytes(28_800).thenCloseAfter(4_096).everyTime();
            InputStream body = http.get(archive.url("/x.fits")).getEntity().getContent();

            assertThatThrownBy(() -> staged.receive(body, 28_800L, 1 << 20))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("4096 of 28800");
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void keepsAPartialFileForItsVersionOnly() {
        try (Staged staged = staging.open("product", version("v1"))) {
            staged.receive(stream(new byte[100]), null, 1000);
            staged.keep();
        }
        assertThat(files()).singleElement().asString().endsWith(".part");
        try (Staged same = staging.open("product", version("v1"));
                Staged rival = staging.open("product", version("v1"))) {
            assertThat(same.length()).isEqualTo(100);
            assertThat(rival.length()).isZero();
            assertThat(rival.path()).isNotEqualTo(same.path());
            same.keep();
        }
        try (Staged other = staging.open("product", version("v2"))) {
            assertThat(other.length()).isZero();
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void keepsNothingWithoutAValidator() {
        try (Staged staged = staging.open("product")) {
            staged.receive(stream(new byte[100]), null, 1000);
            staged.keep();
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void tidiesUpAfterTheDeadAndNotAfterTheLiving() throws IOException {
        Path folder = staging.folder();
        Files.writeString(folder.resolve("dead.lock"), Boot.id());
        Files.write(folder.resolve("aa-none.dead-1.tmp"), new byte[10]);
        Files.write(folder.resolve("bb-0123.dead-2.tmp"), new byte[20]);
        Path old = Files.createFile(folder.resolve("cc-0123." + Boot.id() + ".part"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(30))));
        Staging living = Staging.at(folder, home.resolve("store"));
        try (living;
                Staged writing = living.open("x", version("v"))) {
            assertThat(staging.clean(Duration.ofDays(7), Clock.systemUTC(), sha256 -> true))
                    .isEqualTo(2);

            assertThat(files())
                    .containsExactlyInAnyOrder(
                            "bb-0123." + Boot.id() + ".part",
                            writing.path().getFileName().toString());
            assertThat(folder.resolve("bb-0123." + Boot.id() + ".part")).hasSize(20);
        }
    }

    @Test
    void wholeFilesForWhichNobodyWaitsGoWhenNobodyElseIsHere() throws IOException {
        Path waited = Files.createFile(staging.folder().resolve("aa-0123.whole"));
        Path left = Files.createFile(staging.folder().resolve("bb-4567.whole"));
        try (Staging living = Staging.at(staging.folder(), home.resolve("store"))) {
            assertThat(living.folder()).isEqualTo(staging.folder());
            assertThat(staging.clean(Duration.ofDays(7), Clock.systemUTC(), "0123"::equals))
                    .isZero();
        }

        assertThat(staging.clean(Duration.ofDays(7), Clock.systemUTC(), "0123"::equals))
                .isEqualTo(1);
        assertThat(waited).exists();
        assertThat(left).doesNotExist();
    }

    @Test
    void whatItSpooledIsGoneWhenItCloses() throws IOException {
        Staging other = Staging.at(staging.folder(), home.resolve("store"));
        Path spool = other.spool();
        Files.createTempFile(spool, "listing", ".tmp");

        other.close();

        assertThat(spool).doesNotExist();
        assertThat(staging.spool()).isEmptyDirectory();
    }

    @Test
    void whatTheDeadSpooledIsGoneAndWhatTheLivingSpoolStays() throws IOException {
        Path folder = staging.folder();
        Files.writeString(folder.resolve("dead.lock"), Boot.id());
        Path dead = Files.createDirectory(folder.resolve("dead.spool"));
        Files.write(dead.resolve("mast1.vot"), new byte[10]);
        Path probe = Files.createDirectories(home.resolve("store/.staging")).resolve("1.probe");
        Files.createFile(probe);
        try (Staging living = Staging.at(folder, home.resolve("store"))) {
            Path used = Files.createTempFile(living.spool(), "urls", ".vot");

            assertThat(staging.clean(Duration.ofDays(7), Clock.systemUTC(), sha256 -> true))
                    .isEqualTo(1);

            assertThat(dead).doesNotExist();
            assertThat(used).exists();
            assertThat(home.resolve("store")).isEmptyDirectory();
        }
    }

    @Test
    void saysHowFarALocalStreamCame() throws IOException {
        InputStream closed = InputStream.nullInputStream();
        closed.close();
        try (Staged staged = staging.open("product")) {
            assertThatThrownBy(() -> staged.receive(closed, "https://h/x", null, 1000))
                    .isInstanceOf(TransientException.class)
                    .hasMessage("https://h/x: 0 bytes, then reading failed: Stream closed");
        }
    }

    @Test
    void namesThePathWhenWritingFails() {
        try (Staged staged = staging.open("product")) {
            // The one failure of a disk that needs no disk: an interrupted thread's channel closes.
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> staged.receive(stream(new byte[10]), null, 1000))
                    .isInstanceOf(TransientException.class)
                    .hasMessageStartingWith(staged.path() + ": ClosedByInterruptException");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(files()).isEmpty();
    }
}
