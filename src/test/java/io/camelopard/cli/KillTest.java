package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.testing.Child;
import io.camelopard.testing.TestContent;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A slowed demo is killed again and again, each time at a random moment of its run, and started again in the same home. Somebody
 * watches the store all the while: what has a name there is whole, and stays the file that it is. When all is
 * stored, or a run comes to its end before its moment, its home is checked, and the killing goes on in a new one.
 */
class KillTest {
    private static final int KILLS = 25;
    private static final int MANY_KILLS = 1_000;
    private static final int LANES = 2;
    private static final String DELAY = "50";
    private static final int LOOK_MS = 50;
    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private Map<String, String> truth;

    @Test
    void whatIsKilledAtAnyMomentEndsAsIfNothingHadBeen() {
        killed(KILLS, LANES);
    }

    @Test
    @Tag("faults")
    void whatIsKilledAThousandTimesEndsAsIfNothingHadBeen() {
        killed(MANY_KILLS, 2 * LANES);
    }

    /** @param lanes how many at the same time, each in homes of its own */
    private void killed(int times, int lanes) {
        long began = System.nanoTime();
        Shape shape = undisturbed(folder.resolve("undisturbed"));
        truth = store(folder.resolve("undisturbed"));
        assertThat(truth).hasSize(36);

        long seed = System.nanoTime();
        AtomicInteger kills = new AtomicInteger();
        AtomicInteger storing = new AtomicInteger();
        AtomicInteger homes = new AtomicInteger();
        AtomicLong looks = new AtomicLong();
        List<CompletableFuture<Void>> running = IntStream.range(0, lanes)
                .mapToObj(lane -> CompletableFuture.runAsync(
                        () -> lane(new Random(seed + lane), shape, times, kills, storing, homes, looks),
                        work -> new Thread(work, "lane " + lane).start()))
                .toList();
        running.forEach(CompletableFuture::join);
        System.out.printf(
                "kill seed=%d kills=%d storing=%d homes=%d start_work_ms=%d run_work_ms=%d looks=%d seconds=%d%n",
                seed,
                kills.get(),
                storing.get(),
                homes.get(),
                shape.start.toMillis(),
                shape.run.toMillis(),
                looks.get(),
                (System.nanoTime() - began) / 1_000_000_000);
        assertThat(storing.get()).as("killed after they had stored something").isGreaterThan(times / 10);
    }

    private void lane(
            Random random,
            Shape shape,
            int times,
            AtomicInteger kills,
            AtomicInteger storing,
            AtomicInteger homes,
            AtomicLong looks) {
        try (Watcher watcher = new Watcher()) {
            while (kills.get() < times) {
                Path home = folder.resolve("home" + homes.getAndIncrement());
                watcher.watch(home.resolve("store"));
                boolean whole = false;
                while (!whole && kills.get() < times) {
                    int before = files(home.resolve("store")).size();
                    boolean ended = survives(home, random, shape);
                    int after = files(home.resolve("store")).size();
                    kills.addAndGet(ended ? 0 : 1);
                    storing.addAndGet(!ended && after > before ? 1 : 0);
                    whole = ended || after == truth.size();
                }
                undisturbed(home);
                assertAsIfNothingHadBeen(home);
            }
            assertThat(watcher.wrong).isEmpty();
            looks.addAndGet(watcher.looks.get());
        }
    }

    /**
     * What a whole run needs of the processor's time, in which moments are counted so that they do not depend on what else
     * the machine does.
     *
     * @param start until the run begins
     * @param run from there to the end
     */
    private record Shape(Duration start, Duration run) {}

    /** Whether the run ended before it was killed: in two of five cases while it starts, else after it has stored something. */
    private boolean survives(Path home, Random random, Shape shape) {
        try (Child child = demo(home)) {
            boolean starting = random.nextInt(5) < 2;
            Duration moment = starting
                    ? share(random, shape.start)
                    : workUntil(child, " state=stored ").plus(share(random, shape.run.dividedBy(6)));
            boolean ended = child.endsWithinWork(moment);
            if (ended) {
                assertThat(child.status(LONG)).as(child.output()).isZero();
            } else {
                child.kill();
            }
            return ended;
        }
    }

    private static Duration share(Random random, Duration of) {
        return Duration.ofNanos((long) (random.nextDouble() * of.toNanos()));
    }

    /** Waits until it says so, or ends; the time that it has needed of the processor. */
    private static Duration workUntil(Child child, String said) {
        while (!child.err().contains(said) && !child.endsWithin(Duration.ofMillis(10))) {
            Thread.onSpinWait();
        }
        return child.work();
    }

    private Shape undisturbed(Path home) {
        try (Child child = demo(home)) {
            Duration start = workUntil(child, " run.begin ");
            child.endsWithinWork(LONG);
            assertThat(child.status(LONG)).as(child.output()).isZero();
            return new Shape(start, child.work().minus(start));
        }
    }

    private Child demo(Path home) {
        return Child.camelopard(folder.resolve("out"), "demo", "--home", home.toString(), "--delay", DELAY);
    }

    private void assertAsIfNothingHadBeen(Path home) {
        assertThat(store(home)).isEqualTo(truth);
        assertThat(files(home.resolve("staging"))).isEmpty();
        String url = "jdbc:sqlite:" + home.resolve("ledger.db");
        Map<String, String> ledger = new TreeMap<>();
        for (List<String> row :
                query(url, "select path, sha256 from product where kind = 'file' and state = 'stored'")) {
            assertThat(ledger.put(row.get(0), row.get(1)))
                    .as("twice in the ledger")
                    .isNull();
        }
        assertThat(ledger).isEqualTo(truth);
        assertThat(query(
                        url,
                        "select product_id, count(*) from booking where outcome = 'stored'"
                                + " group by product_id having count(*) > 1"))
                .as("stored twice")
                .isEmpty();
        assertThat(query(url, "select id, state from product where state not in ('stored', 'skipped')"))
                .as("neither stored nor skipped")
                .isEmpty();
    }

    private static List<List<String>> query(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<List<String>> all = new ArrayList<>();
            while (rows.next()) {
                all.add(List.of(String.valueOf(rows.getString(1)), String.valueOf(rows.getString(2))));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static Map<String, String> store(Path home) {
        Path root = home.resolve("store");
        Map<String, String> digests = new TreeMap<>();
        for (Path file : files(root)) {
            digests.put(root.relativize(file).toString(), digest(file));
        }
        return digests;
    }

    private static String digest(Path file) {
        try {
            return TestContent.sha256(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path root) {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks at every final name, all the time; what has changed since the last look is read again. */
    private final class Watcher implements Closeable {
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        private final Map<Path, String> seen = new ConcurrentHashMap<>();
        private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        private volatile Path root;
        private final AtomicLong looks = new AtomicLong();

        @SuppressWarnings("FutureReturnValueIgnored") // what goes wrong is in wrong
        Watcher() {
            clock.scheduleWithFixedDelay(this::look, 0, LOOK_MS, TimeUnit.MILLISECONDS);
        }

        void watch(Path store) {
            root = store;
        }

        private void look() {
            Path store = root;
            if (store == null || !Files.isDirectory(store)) {
                return;
            }
            try {
                for (String name : truth.keySet()) {
                    look(store, name);
                }
                looks.incrementAndGet();
            } catch (IOException | RuntimeException e) {
                wrong.add("the watcher failed: " + e);
            }
        }

        private void look(Path store, String name) throws IOException {
            Path file = store.resolve(name);
            String state;
            try {
                BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
                state = is.fileKey() + " " + is.size() + " " + is.lastModifiedTime();
            } catch (NoSuchFileException e) {
                if (seen.containsKey(file)) {
                    wrong.add(name + " was there and is gone");
                }
                return;
            }
            String before = seen.put(file, state);
            if (before != null && !before.equals(state)) {
                wrong.add(name + " was " + before + " and is " + state);
            }
            if (!state.equals(before) && !digest(file).equals(truth.get(name))) {
                wrong.add(name + " was visible and not whole: " + state);
            }
        }

        @Override
        public void close() {
            clock.shutdownNow();
        }
    }
}
