package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.camelopard.testing.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** More transfers at once than there are file descriptors for, and none that is not given back (RELIABILITY D5). */
@EnabledOnOs(OS.LINUX)
class DescriptorsTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    /** 256, of which the program has open its own 126 jars; here it has those of the tests as well. */
    private static final int FEW = 130 + jars();

    @TempDir
    Path folder;

    private Child start(Home home, int limit, int transfers, String... command) {
        return home.start(
                folder.resolve("out"),
                List.of("bash", "-c", "ulimit -n " + limit + "; exec \"$@\"", "limited"),
                List.of(command),
                List.of(
                        "camelopard.transfers=" + transfers,
                        "camelopard.transfers.perHost=" + transfers,
                        "camelopard.retry.base=200ms"));
    }

    @Test
    @Tag("faults")
    void threeHundredWithTooFewDescriptorsAreStored() {
        allAreStored(300);
    }

    /** The JVM has its classes from folders here, and takes one that it cannot open for one that is not there, for good. */
    private void allAreStored(int files) {
        Home home = new Home(folder.resolve("home"));
        try (SmallArchive archive = new SmallArchive(files, 60_000)) {
            Path harvest = Home.harvest(folder, "few", archive.urls());

            try (Child child = start(home, FEW, 64, "harvest", harvest.toString())) {
                assertThat(child.status(LONG)).as(child.output()).isEqualTo(Exit.STORED);
                assertThat(child.err()).contains("Too many open files");
            }
            home.assertAllIsThere(archive.truth());
        }
    }

    @Test
    void givesAllDescriptorsBack() throws IOException {
        staysFlat(200);
    }

    @Test
    @Tag("faults")
    void givesAllDescriptorsBackAfterTenThousandFiles() throws IOException {
        staysFlat(10_000);
    }

    /** By few transfers, so that all connections that are kept for the next request are there after the first half. */
    private void staysFlat(int files) throws IOException {
        Home home = new Home(folder.resolve("home"));
        try (SmallArchive archive = new SmallArchive(files);
                Child child = start(home, 1024, 8, "run", "--set", "camelopard.inbox.settle=0s")) {
            List<String> urls = archive.urls();
            drop(home, "first", urls.subList(0, files / 2));
            await().atMost(LONG).until(() -> home.ledger().size() == files / 2);
            int before = open(child);
            drop(home, "second", urls.subList(files / 2, files));
            await().atMost(LONG).until(() -> home.ledger().size() == files);

            assertThat(open(child)).isCloseTo(before, within(10));
            child.terminate();
            assertThat(child.status(LONG)).as(child.output()).isEqualTo(Exit.STORED);
            home.assertAllIsThere(archive.truth());
        }
    }

    private void drop(Home home, String name, List<String> urls) throws IOException {
        Path inbox = home.path().resolve("inbox");
        await().atMost(LONG).until(() -> Files.isDirectory(inbox));
        Files.move(Home.harvest(folder, name, urls), inbox.resolve(name + ".yaml"));
    }

    private static int jars() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return path.split("\\.jar").length;
    }

    private static int open(Child child) {
        try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(child.pid()), "fd"))) {
            return (int) files.count();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
