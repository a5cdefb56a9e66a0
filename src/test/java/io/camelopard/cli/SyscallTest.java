package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelopard.testing.Child;
import io.camelopard.testing.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The program ends, or the disk fails it, at one call to the system (RELIABILITY K2, D3, D4), each thread counting its own.
 * What the ledger calls stored is there, and the next run makes the rest good.
 */
class SyscallTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int FILES = 6;
    private static final int LAST = 80;

    @TempDir
    Path folder;

    private SmallArchive archive;
    private Path harvest;
    private Home home;

    @BeforeEach
    void serve() {
        Tools.need("strace", "strace");
        archive = new SmallArchive(FILES);
        harvest = Home.harvest(folder, "calls", archive.urls());
        home = new Home(folder.resolve("home"));
    }

    @AfterEach
    void stop() {
        archive.close();
    }

    private Child run(List<String> under) {
        return home.start(
                folder.resolve("out"),
                under,
                List.of("harvest", harvest.toString()),
                List.of("camelopard.transfers=2", "camelopard.retry.base=20ms", "camelopard.retry.attempts=3"));
    }

    /** @param where only calls for this path; empty for all */
    private List<String> strace(String calls, String injection, String where) {
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null"));
        if (!where.isEmpty()) {
            command.addAll(List.of("-P", home.path().resolve(where).toString()));
        }
        command.addAll(List.of("-e", "trace=" + calls, "-e", "inject=" + calls + ":" + injection));
        return command;
    }

    /** Whether the program came so far that it was killed there; it is whole afterwards. */
    private boolean killed(String call, int n, String where) {
        home = new Home(folder.resolve(call + where.replace('/', '-') + n));
        boolean killed;
        try (Child child = run(strace(call, "signal=SIGKILL:when=" + n, where))) {
            killed = child.status(LONG) != Exit.STORED;
        }
        home.assertNothingIsFalse(archive.truth());
        assertEndsWhole();
        return killed;
    }

    private void assertEndsWhole() {
        try (Child child = run(List.of())) {
            assertThat(child.status(LONG)).as(child.output()).isEqualTo(Exit.STORED);
        }
        home.assertAllIsThere(archive.truth());
    }

    /** Each start renames a file once to find out whether it can. */
    @Test
    void isWholeAfterAKillBeforeAFileGetsItsName() {
        assertThat(killed("rename", 2, "")).isTrue();
    }

    @Test
    @Tag("faults")
    void isWholeAfterAKillBeforeTheNameOfAFileIsSynced() {
        assertThat(killed("fsync", 1, "store/out")).isTrue();
    }

    /** What the dead process left has its name and is not in the ledger, and what the archive has is another version by now. */
    @Test
    void replacesAFileThatTheLedgerNeverHeardOf() {
        try (Child child = run(strace("fsync", "signal=SIGKILL:when=1", "store/out"))) {
            assertThat(child.status(LONG)).isNotEqualTo(Exit.STORED);
        }
        assertThat(home.files()).hasSizeGreaterThan(home.ledger().size());

        archive.change();

        try (Child child = run(List.of())) {
            assertThat(child.status(LONG)).as(child.output()).isEqualTo(Exit.STORED);
        }
        assertThat(home.ledger()).hasSize(FILES).isEqualTo(home.files());
        assertThat(home.ledger().values()).containsAnyElementsOf(archive.truth().values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rename", "fsync", "fdatasync", "unlink"})
    @Tag("faults")
    void isWholeAfterAKillAtAnyCall(String call) {
        int n = 1;
        while (killed(call, n, "")) {
            n++;
            assertThat(n).isLessThan(LAST);
        }
        System.out.printf("syscall call=%s kills=%d%n", call, n - 1);
    }

    /** The system tells the error once: a second sync that succeeds says nothing about the bytes of before. */
    @Test
    void fetchesAgainWhatCouldNotBeSynced() {
        failedOnce("fsync", "EIO", 1, "store/out");
        assertThat(archive.requests()).isGreaterThan(FILES);
    }

    private void failedOnce(String calls, String error, int n, String where) {
        try (Child child = run(strace(calls, "error=" + error + ":when=" + n, where))) {
            assertThat(child.status(LONG)).as(child.output()).isEqualTo(Exit.STORED);
        }
        home.assertAllIsThere(archive.truth());
    }

    /** What is on the way is thrown away, all stays owed, and nothing is called stored. */
    @Test
    void callsNothingStoredWhenNoNameCanBeSynced() {
        try (Child child = run(strace("fsync", "error=EIO", "store/out"))) {
            await().atMost(LONG).until(() -> archive.requests() > FILES);
            child.signal("TERM");
            assertThat(child.endsWithin(LONG)).as(child.output()).isTrue();
        }
        assertThat(home.ledger()).isEmpty();
        assertThat(home.files()).isEmpty();
        assertEndsWhole();
    }

    @ParameterizedTest
    @CsvSource({
        "'write,pwrite64', ENOSPC, 4",
        "'write,pwrite64', ENOSPC, 9",
        "'write,pwrite64', ENOSPC, 16",
        "'write,pwrite64', EIO, 5",
        "'write,pwrite64', EIO, 13",
        "'write,pwrite64', ENOSPC, 300",
        "pwrite64, EIO, 230",
        "fsync, EIO, 6",
        "fsync, EIO, 16",
        "rename, EIO, 2",
        "rename, ENOSPC, 3",
    })
    @Tag("faults")
    void isWholeAfterACallThatFailed(String calls, String error, int n) {
        try (Child child = run(strace(calls, "error=" + error + ":when=" + n, ""))) {
            child.endsWithin(LONG);
        }
        home.assertNothingIsFalse(archive.truth());
        assertEndsWhole();
    }

    /** RELIABILITY D4. */
    @Test
    void isWholeAfterWritesThatFoundNoSpace() {
        try (Child child = run(strace("write,pwrite64", "error=ENOSPC:when=9", ""))) {
            child.endsWithin(LONG);
        }
        home.assertNothingIsFalse(archive.truth());
        assertEndsWhole();
    }
}
