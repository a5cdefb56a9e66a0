package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.testing.Child;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Two harvests of an archive at which much goes wrong, killed again and again. Somebody watches the store all the while: what
 * has a name there is one version of the file, whole. In the end each product is there once, and nothing else is.
 */
final class Soak {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int LAST_RUNS = 3;

    private final Path folder;

    /** @param folder for all that it makes */
    Soak(Path folder) {
        this.folder = folder;
    }

    /** How long it goes on, after how much of a run that is killed, and how long the last one may take. */
    record Plan(int products, int kills, Duration time, int requests, Duration pause, Duration last) {
        /** Some kills in a short while. */
        static Plan brief(int products, int kills) {
            return new Plan(products, kills, Duration.ZERO, 60, Duration.ZERO, LONG);
        }

        /** Five thousand products in twenty minutes, of which each 20 s see a kill, or longer where they see no work. */
        static Plan whole() {
            return new Plan(5_000, 40, Duration.ofMinutes(20), 100, Duration.ofSeconds(20), Duration.ofMinutes(20));
        }

        boolean isOver(int killed, Duration passed) {
            return killed >= kills && passed.compareTo(time) >= 0;
        }
    }

    private Home home() {
        return new Home(folder.resolve("home"));
    }

    void run(Plan plan, SoakStore store) {
        long seed = Long.getLong("camelopard.soak.seed", System.nanoTime());
        long began = System.nanoTime();
        Random random = new Random(seed);
        int kills = 0;
        int runs = 0;
        try (store;
                RoughArchive archive = new RoughArchive(seed, plan.products());
                Watcher watcher = new Watcher(store, archive)) {
            while (!plan.isOver(kills, Duration.ofNanos(System.nanoTime() - began))) {
                harvests(archive, store, true);
                boolean ended = survives(store, plan, archive, random);
                kills += ended ? 0 : 1;
                runs += ended ? 1 : 0;
                assertNoneIsMissing(store);
            }
            archive.calm();
            harvests(archive, store, false);
            int status = Exit.SOME_FAILED;
            for (int i = 0; i < LAST_RUNS && status != Exit.STORED; i++) {
                status = toTheEnd(store, plan.last());
            }
            System.out.printf(
                    "soak store=%s seed=%d products=%d seconds=%d kills=%d runs=%d requests=%d faults=%d versions=%d"
                            + " looks=%d wrong=%d%n",
                    store.name(),
                    seed,
                    plan.products(),
                    Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                    kills,
                    runs,
                    archive.requests(),
                    archive.faults(),
                    archive.versions(),
                    watcher.looks.get(),
                    watcher.wrong.size());
            assertThat(watcher.wrong).as("seed %d", seed).isEmpty();
            assertThat(archive.faults()).as("faults met").isGreaterThan(2L * kills);
            assertThat(status).as("seed %d", seed).isEqualTo(Exit.STORED);
            assertEachIsThereOnce(archive, store);
        }
    }

    /** Two harvests, one of folders and one of DataLink; in the end what is stored is not asked for again. */
    private void harvests(RoughArchive archive, SoakStore store, boolean revalidate) {
        try {
            String yaml = """
                    description: %s
                    search: {protocol: none, urls: [%s]}
                    store: {to: "%s", revalidate: %s}
                    """;
            Files.writeString(
                    folder.resolve("folders.yaml"),
                    yaml.formatted("folders", list(archive.folders()), store.to("folders"), revalidate)
                            + "links: [{content_type: directory}]\n");
            Files.writeString(
                    folder.resolve("links.yaml"),
                    yaml.formatted("links", list(archive.links()), store.to("links"), revalidate));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String list(List<String> urls) {
        return urls.stream().map(url -> '"' + url + '"').collect(Collectors.joining(", "));
    }

    private Child start(SoakStore store) {
        List<String> settings = new ArrayList<>(store.settings());
        settings.addAll(List.of(
                "camelopard.http.idleTimeout=2s", "camelopard.retry.base=200ms", "camelopard.retry.longest=2s"));
        List<String> command = List.of(
                "harvest",
                folder.resolve("folders.yaml").toString(),
                folder.resolve("links.yaml").toString());
        return home().start(folder.resolve("out"), List.of(), command, settings);
    }

    /** Whether the run ended before it was killed. */
    private boolean survives(SoakStore store, Plan plan, RoughArchive archive, Random random) {
        long requests = archive.requests() + plan.requests() / 2 + random.nextInt(plan.requests() + 1);
        long moment = System.nanoTime() + (long) (plan.pause().toNanos() * (0.5 + random.nextDouble()));
        try (Child child = start(store)) {
            while (!child.endsWithin(Duration.ofMillis(20))) {
                if (archive.requests() >= requests && System.nanoTime() >= moment) {
                    child.kill();
                    return false;
                }
            }
            assertThat(child.status(LONG)).as(child.output()).isIn(Exit.STORED, Exit.SOME_FAILED);
            return true;
        }
    }

    private int toTheEnd(SoakStore store, Duration most) {
        try (Child child = start(store)) {
            return child.status(most);
        }
    }

    /** What the ledger calls stored has its file. A newer one may have its name without being in the ledger yet. */
    private void assertNoneIsMissing(SoakStore store) {
        assertThat(store.look().keySet()).containsAll(home().ledger().keySet());
    }

    private void assertEachIsThereOnce(RoughArchive archive, SoakStore store) {
        Map<String, String> there = store.look();
        assertThat(home().ledger()).hasSize(archive.names().size()).isEqualTo(there);
        assertThat(there.keySet().stream().map(Soak::name).toList())
                .containsExactlyInAnyOrderElementsOf(archive.names());
        assertThat(home().query("id,url", "from product where state not in ('stored', 'skipped')"))
                .isEmpty();
        assertThat(
                        home().query(
                                        "product_id",
                                        "from booking where outcome = 'stored' group by run_id, product_id having count(*) > 1"))
                .isEmpty();
        assertThat(store.unfinished()).isEmpty();
        assertThat(Home.files(home().path().resolve("staging"))).isEmpty();
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Looks at all that has a name, all the time. */
    private static final class Watcher implements Closeable {
        private static final long SHORTEST_PAUSE_NS = 20_000_000;

        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        private final AtomicLong looks = new AtomicLong();
        private final SoakStore store;
        private final RoughArchive archive;

        Watcher(SoakStore store, RoughArchive archive) {
            this.store = store;
            this.archive = archive;
            clock.execute(this::look);
        }

        /** Thousands of files are long to look at: a fifth of the time at most. */
        @SuppressWarnings("FutureReturnValueIgnored") // what goes wrong is in wrong
        private void look() {
            long began = System.nanoTime();
            try {
                store.look().forEach((path, sha256) -> {
                    if (!archive.had(name(path), sha256)) {
                        wrong.add(path + " was visible and no version of the file: " + sha256);
                    }
                });
                looks.incrementAndGet();
            } catch (RuntimeException e) {
                wrong.add("the watcher failed: " + e);
            }
            long took = System.nanoTime() - began;
            try {
                clock.schedule(this::look, Math.max(SHORTEST_PAUSE_NS, 4 * took), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // closed meanwhile
            }
        }

        @Override
        public void close() {
            clock.shutdownNow();
        }
    }
}
