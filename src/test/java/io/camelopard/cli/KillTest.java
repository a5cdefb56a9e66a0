package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.testing.Child;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A slowed demo, or a harvest, is killed again and again, each time at a random moment of its run, and started again in the
 * same home. Somebody watches the store all the while: what has a name there is whole, and stays the file that it is. When
 * all is stored, or a run comes to its end before its moment, its home is checked, and the killing goes on in a new one.
 */
class KillTest {
    private static final int KILLS = 25;
    private static final int MANY_KILLS = 200;
    /** The demo is a whole archive besides, and takes half as much again to start. */
    private static final int MANY_KILLS_OF_A_HARVEST = 800;

    private static final int FILES = 200;
    private static final int LANES = 2;
    private static final String DELAY = "50";
    private static final int LOOK_MS = 50;
    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicInteger storing = new AtomicInteger();
    private final AtomicInteger homes = new AtomicInteger();
    private final AtomicLong looks = new AtomicLong();
    private Function<Home, Child> program;
    private Map<String, String> truth;

    @Test
    void whatIsKilledAtAnyMomentEndsAsIfNothingHadBeen() {
        killed(this::demo, KILLS, LANES);
        assertThat(truth).hasSize(36);
    }

    @Test
    @Tag("faults")
    void aDemoKilledTwoHundredTimesEndsAsIfNothingHadBeen() {
        killed(this::demo, MANY_KILLS, 2 * LANES);
        assertThat(truth).hasSize(36);
    }

    @Test
    @Tag("faults")
    void aHarvestKilledEightHundredTimesEndsAsIfNothingHadBeen() {
        try (SmallArchive archive = new SmallArchive(FILES, 4L * SmallArchive.LENGTH)) {
            String harvest = Home.harvest(folder, "plain", archive.urls()).toString();
            killed(
                    home -> home.start(folder.resolve("out"), List.of(), List.of("harvest", harvest), List.of()),
                    MANY_KILLS_OF_A_HARVEST,
                    2 * LANES);
            assertThat(truth).isEqualTo(archive.truth());
        }
    }

    /** @param lanes how many at the same time, each in homes of its own */
    private void killed(Function<Home, Child> what, int times, int lanes) {
        long began = System.nanoTime();
        program = what;
        Home first = new Home(folder.resolve("undisturbed"));
        Shape shape = undisturbed(first);
        truth = first.files();

        long seed = System.nanoTime();
        List<CompletableFuture<Void>> running = IntStream.range(0, lanes)
                .mapToObj(lane -> CompletableFuture.runAsync(
                        () -> lane(new Random(seed + lane), shape, times),
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

    private void lane(Random random, Shape shape, int times) {
        try (Watcher watcher = new Watcher()) {
            while (kills.get() < times) {
                Home home = new Home(folder.resolve("home" + homes.getAndIncrement()));
                watcher.watch(home.store());
                int stored = 0;
                boolean ended = false;
                while (!ended && stored < truth.size() && kills.get() < times) {
                    int before = stored;
                    ended = survives(home, random, shape);
                    stored = Home.files(home.store()).size();
                    if (!ended) {
                        kills.incrementAndGet();
                        storing.addAndGet(stored > before ? 1 : 0);
                    }
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
    private boolean survives(Home home, Random random, Shape shape) {
        try (Child child = program.apply(home)) {
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
        boolean ended = false;
        while (!ended && !child.err().contains(said)) {
            ended = child.endsWithin(Duration.ofMillis(10));
        }
        return child.work();
    }

    private Shape undisturbed(Home home) {
        try (Child child = program.apply(home)) {
            Duration start = workUntil(child, " run.begin ");
            child.endsWithinWork(LONG);
            assertThat(child.status(LONG)).as(child.output()).isZero();
            return new Shape(start, child.work().minus(start));
        }
    }

    private Child demo(Home home) {
        return Child.camelopard(
                folder.resolve("out"), "demo", "--home", home.path().toString(), "--delay", DELAY);
    }

    private void assertAsIfNothingHadBeen(Home home) {
        home.assertAllIsThere(truth);
        assertThat(Home.files(home.store())).hasSize(truth.size());
        assertThat(home.query(
                        "product_id", "from booking where outcome = 'stored' group by product_id having count(*) > 1"))
                .as("stored twice")
                .isEmpty();
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
            if (!state.equals(before) && !Home.digest(file).equals(truth.get(name))) {
                wrong.add(name + " was visible and not whole: " + state);
            }
        }

        @Override
        public void close() {
            clock.shutdownNow();
        }
    }
}
