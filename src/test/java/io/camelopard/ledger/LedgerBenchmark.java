package io.camelopard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Ledger.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many products pass the ledger in a second, with one feeder and eight workers, in an empty one and in a full one. */
@Tag("bench")
class LedgerBenchmark {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerBenchmark.class);
    private static final int WORKERS = 8;
    private static final int PRODUCTS = 10_000;

    @TempDir
    Path home;

    @Test
    void products() throws Exception {
        try (Ledger ledger = Ledger.open(new Settings(home, null, null, null, Duration.ofMinutes(1)))) {
            measure(ledger, "empty");
            owe(ledger, LedgerContract.begun(ledger, "many"), "many", 1_000_000);
            measure(ledger, "full");
        }
    }

    private static void measure(Ledger ledger, String name) throws Exception {
        String run = LedgerContract.begun(ledger, name);
        long start = System.nanoTime();
        owe(ledger, run, name, PRODUCTS);
        say(name + ".owed", PRODUCTS, start);
        start = System.nanoTime();
        pass(ledger, run);
        say(name + ".passed", PRODUCTS, start);
        assertThat(ledger.reports().counts(run).stored()).isEqualTo(PRODUCTS);
    }

    private static void pass(Ledger ledger, String run) throws Exception {
        LinkedBlockingQueue<Lease> queue = new LinkedBlockingQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Callable<Integer>> workers = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                workers.add(() -> work(ledger, queue));
            }
            List<Future<Integer>> done = workers.stream().map(threads::submit).toList();
            int offered = 0;
            while (offered < PRODUCTS) {
                List<Lease> offers = ledger.feed().offer(new Places(16, 24, 24), Set.of(run));
                queue.addAll(offers);
                offered += offers.size();
            }
            for (int i = 0; i < WORKERS; i++) {
                queue.add(new Lease(-1, "end"));
            }
            int stored = 0;
            for (Future<Integer> future : done) {
                stored += future.get();
            }
            assertThat(stored).isEqualTo(PRODUCTS);
        } finally {
            threads.shutdownNow();
        }
    }

    private static int work(Ledger ledger, LinkedBlockingQueue<Lease> queue) throws InterruptedException {
        int stored = 0;
        for (Lease offer = queue.take(); offer.product() >= 0; offer = queue.take()) {
            Product product = ledger.feed().claim(offer, 24).orElseThrow();
            ledger.settlement().reservePath(product.lease(), "file:", product.identity());
            assertThat(ledger.settlement().stored(product.lease(), LedgerContract.STORED))
                    .isTrue();
            stored++;
        }
        return stored;
    }

    private static void owe(Ledger ledger, String run, String name, int products) {
        for (int i = 0; i < products; i += 500) {
            int from = i;
            ledger.booking()
                    .owe(
                            run,
                            IntStream.range(from, Math.min(from + 500, products))
                                    .mapToObj(n -> LedgerContract.row(name + n, LedgerContract.file(name + n)))
                                    .toList());
        }
    }

    private static void say(String what, int number, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        LOG.info(
                "ledger.bench what={} products={} seconds={} rate={}",
                what,
                number,
                String.format(Locale.ROOT, "%.1f", seconds),
                Math.round(number / seconds));
    }
}
