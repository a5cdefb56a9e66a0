package io.camelopard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Ledger.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances with four workers each, on one database: every product is worked on once, and every one is counted. */
class LedgerContentionTest {
    private static final int PRODUCTS = 400;
    private static final int PER_HOST = 3;

    @TempDir
    Path home;

    @Test
    void sharesAFile() throws Exception {
        share(new Settings(home, null, null, null, Duration.ofMinutes(1)));
    }

    @Test
    void sharesAServer() throws Exception {
        share(new Settings(home, Databases.emptyPostgres(), null, null, Duration.ofMinutes(1)));
    }

    private static void share(Settings settings) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            // Both start on an empty database at the same time.
            List<Ledger> ledgers = all(threads, List.of(() -> Ledger.open(settings), () -> Ledger.open(settings)));
            try {
                String run = LedgerContract.begun(ledgers.get(0), "nustar");
                List<Selected> rows = IntStream.range(0, PRODUCTS)
                        .mapToObj(i -> LedgerContract.row("p" + i, LedgerContract.file("p" + i, "host" + i % 4)))
                        .toList();
                all(threads, List.of(() -> owe(ledgers.get(0), run, rows), () -> owe(ledgers.get(1), run, rows)));
                Set<Long> worked = ConcurrentHashMap.newKeySet();
                List<Callable<Boolean>> workers = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    Ledger ledger = ledgers.get(i % 2);
                    workers.add(() -> work(ledger, run, worked));
                }
                all(threads, workers);
                Counts counts = ledgers.get(1).reports().counts(run);
                assertThat(counts.stored()).isEqualTo(PRODUCTS);
                assertThat(counts.open()).isZero();
                assertThat(worked).hasSize(PRODUCTS);
            } finally {
                ledgers.forEach(Ledger::close);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean owe(Ledger ledger, String run, List<Selected> rows) {
        ledger.booking().owe(run, rows);
        return true;
    }

    private static boolean work(Ledger ledger, String run, Set<Long> worked) {
        while (ledger.reports().counts(run).open() > 0) {
            for (Lease offer : ledger.feed().offer(new Places(6, PER_HOST, 12), null)) {
                ledger.feed().claim(offer, PER_HOST).ifPresent(product -> {
                    assertThat(worked.add(product.id())).as("worked on once").isTrue();
                    assertThat(ledger.settlement().reservePath(product.lease(), "file:", "same.fits"))
                            .isPresent();
                    assertThat(ledger.settlement().stored(product.lease(), LedgerContract.STORED))
                            .isTrue();
                });
            }
            int most = ledger.database().read(tx -> tx.one(MOST, r -> r.getInt(1)));
            assertThat(most).as("under way at one host").isLessThanOrEqualTo(PER_HOST);
        }
        return true;
    }

    private static final String MOST =
            "select coalesce(max(n), 0) from (select count(*) as n from product where lease_until is not null group by host) as h";

    private static <T> List<T> all(ExecutorService threads, List<Callable<T>> tasks) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(tasks)) {
            results.add(future.get());
        }
        return results;
    }
}
