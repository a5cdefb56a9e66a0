package io.camelopard.votable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelopard.TransientException;
import io.camelopard.testing.Child;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The two threads of a reader: neither waits for ever for the other, and the one that parses ends. */
@Timeout(120)
class ReaderThreadTest {
    private static final String HEAD =
            "<VOTABLE><RESOURCE><TABLE><FIELD name=\"n\" datatype=\"int\"/><DATA><TABLEDATA>";

    private Set<Thread> before;

    @BeforeEach
    void remember() {
        before = readers();
    }

    @AfterEach
    void allThreadsAreGone() {
        await().atMost(Duration.ofSeconds(10)).until(() -> before.containsAll(readers()));
    }

    private static Set<Thread> readers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("votable-reader-"))
                .collect(Collectors.toSet());
    }

    @Test
    void endsWhenTheReaderLeavesEarly() {
        try (VotableReader reader = VotableReader.open(new Generated(10_000_000), Limits.defaults())) {
            assertThat(reader.next().get("c0")).isEqualTo("ivo://nasa.heasarc/numaster?0");
            assertThat(readers()).hasSizeGreaterThan(before.size()).allMatch(Thread::isDaemon);
        }
    }

    @Test
    void endsWhenNothingWasReadAtAll() {
        VotableReader.open(new Generated(10_000_000), Limits.defaults()).close();
    }

    @Test
    void endsWhileTheStreamBlocks() {
        VotableReader reader = VotableReader.open(new Stuck(HEAD + "<TR><TD>1</TD></TR>"), Limits.defaults());
        assertThat(reader.columns()).hasSize(1);
        reader.close();
        assertThatThrownBy(reader::hasNext)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the reader is closed");
    }

    @Test
    void aCloseFromOutsideWakesWhoWaitsForRows() throws Exception {
        VotableReader reader = VotableReader.open(new Stuck(HEAD), Limits.defaults());
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> waiting = other.submit(reader::hasNext);
            await().until(() -> reader.columns().size() == 1);
            reader.close();
            assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("the reader is closed");
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void anErrorOfTheStreamWakesTheReader() throws IOException {
        InputStream failing = new Stuck(HEAD + "<TR><TD>1</TD></TR>");
        failing.close();
        try (VotableReader reader = VotableReader.open(failing, Limits.defaults())) {
            assertThatThrownBy(() -> reader.forEachRemaining(row -> {}))
                    .isInstanceOf(TransientException.class)
                    .hasMessageStartingWith("the document breaks off after byte ")
                    .hasMessageEndingWith("connection reset");
            assertThatThrownBy(reader::hasNext).isInstanceOf(TransientException.class);
        }
    }

    @Test
    void anInterruptedReaderStopsWaiting() throws Exception {
        try (VotableReader reader = VotableReader.open(new Stuck(HEAD), Limits.defaults())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(reader::hasNext).isInstanceOf(TransientException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aSlowReaderHoldsTheParserBack() {
        Generated source = new Generated(10_000_000);
        try (VotableReader reader = VotableReader.open(source, Limits.defaults())) {
            reader.next();
            await().until(() -> readers().stream()
                    .filter(thread -> !before.contains(thread))
                    .allMatch(thread -> thread.getState() == Thread.State.WAITING));
            assertThat(source.made()).isLessThan(20_000);
        }
    }

    @Test
    void streamsTwoHundredThousandRowsOfTwentyColumns() {
        assertThat(rows(200_000)).isEqualTo(200_000);
    }

    /** 2.7 GB. */
    @Test
    @Tag("faults")
    @Timeout(900)
    void streamsFiveMillionRowsOfTwentyColumnsThroughASmallHeap(@TempDir Path folder) {
        try (Child child = Child.start(folder, List.of("-Xmx48m"), Rows.class.getName(), "5000000")) {
            assertThat(child.status(Duration.ofMinutes(15))).as(child.output()).isZero();
            assertThat(child.out()).contains("rows=5000000\n");
        }
    }

    /** Reads so many rows. */
    static final class Rows {
        private Rows() {}

        public static void main(String[] args) {
            System.out.println("rows=" + rows(Long.parseLong(args[0])));
        }
    }

    private static long rows(long count) {
        try (VotableReader reader = VotableReader.open(new Generated(count), Limits.defaults())) {
            long last = -1;
            while (reader.hasNext()) {
                String id = reader.next().text("c0");
                assertThat(id).endsWith("?" + ++last);
            }
            assertThat(reader.trailer().overflow()).isTrue();
            assertThat(reader.trailer().rows()).isEqualTo(count);
            return last + 1;
        }
    }

    /** Gives what it has and then blocks until it is closed. */
    private static final class Stuck extends InputStream {
        private final InputStream first;
        private final CountDownLatch closed = new CountDownLatch(1);

        Stuck(String text) {
            first = new ByteArrayInputStream((text + " ".repeat(9000)).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int count = first.read(to, offset, length);
            if (count > 0 || length == 0) {
                return count;
            }
            boolean done = false;
            while (!done) {
                try {
                    closed.await();
                    done = true;
                } catch (InterruptedException e) {
                    // like a socket, which an interrupt does not release
                }
            }
            throw new IOException("connection reset");
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
