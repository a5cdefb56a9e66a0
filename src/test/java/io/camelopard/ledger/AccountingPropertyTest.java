package io.camelopard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Ledger.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/**
 * Two processes book, offer, claim, end, give back and lose products in any order, two runs at a time, with alternatives and
 * directories. Whatever happens, the accounts agree with the products, nothing is under way twice, and at the end every selected
 * row has come to something.
 */
class AccountingPropertyTest {
    private static final Places PLACES = new Places(4, 3, 6);
    private static final Duration LEASE = Duration.ofSeconds(10);

    private final ManualClock clock = new ManualClock();
    private Path home;
    private int round;

    @BeforeProperty
    void folder() throws IOException {
        home = Files.createTempDirectory("ledger");
        Ledger.open(Settings.in(home)).close();
    }

    @AfterProperty
    void clean() throws IOException {
        try (var files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).forEach(AccountingPropertyTest::delete);
        }
    }

    @Property(tries = 25, shrinking = ShrinkingMode.BOUNDED)
    void accountsForEverything(
            @ForAll @Size(min = 10, max = 80) List<@IntRange(max = 9) Integer> steps, @ForAll long seed)
            throws IOException {
        Path folder = home.resolve("r" + round++);
        Files.createDirectory(folder);
        Files.copy(home.resolve("ledger.db"), folder.resolve("ledger.db"));
        Settings settings = new Settings(folder, null, null, null, LEASE);
        try (Ledger one = Ledger.open(settings, clock);
                Ledger two = Ledger.open(settings, clock)) {
            Play play = new Play(List.of(one, two), new Random(seed));
            for (int step : steps) {
                play.step(step);
                play.check();
            }
            play.finish();
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Play {
        private final List<Ledger> ledgers;
        private final Random random;
        private final List<String> runs = new ArrayList<>();
        private final List<Lease> offers = new ArrayList<>();
        private final List<Product> held = new ArrayList<>();
        private final Map<Long, Instant> live = new HashMap<>();

        Play(List<Ledger> ledgers, Random random) {
            this.ledgers = ledgers;
            this.random = random;
            runs.add(LedgerContract.begun(ledgers.get(0), "one"));
            runs.add(LedgerContract.begun(ledgers.get(1), "two"));
        }

        private Ledger any() {
            return ledgers.get(random.nextInt(2));
        }

        void step(int step) {
            switch (step) {
                case 0, 1 -> any().booking().owe(runs.get(random.nextInt(2)), rows());
                case 2, 3 -> offer();
                case 4, 5 -> claim();
                case 6, 7, 8 -> end();
                default -> clock.forward(Duration.ofSeconds(random.nextInt(12)));
            }
        }

        private List<Selected> rows() {
            List<Selected> rows = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                String name = "row" + random.nextInt(12);
                rows.add(
                        random.nextInt(8) == 0
                                ? Selected.skipped(name, "{}", "private")
                                : Selected.ofAlternatives(name, "{}", alternatives(name)));
            }
            return rows;
        }

        private List<List<NewProduct>> alternatives(String row) {
            List<List<NewProduct>> all = new ArrayList<>();
            for (int a = random.nextInt(3); a >= 0; a--) {
                List<NewProduct> products = new ArrayList<>();
                for (int p = random.nextInt(2); p >= 0; p--) {
                    String name = row + "-" + a + "-" + p;
                    products.add(
                            a == 1
                                    ? LedgerContract.directory(name)
                                    : LedgerContract.file(name, "host" + random.nextInt(3)));
                }
                all.add(products);
            }
            return all;
        }

        private void offer() {
            for (Lease offer : any().feed().offer(PLACES, null)) {
                Instant until = live.put(offer.product(), clock.instant().plus(LEASE));
                assertThat(until == null || !until.isAfter(clock.instant()))
                        .as("product %s is offered while leased until %s", offer.product(), until)
                        .isTrue();
                offers.add(offer);
            }
        }

        private void claim() {
            if (!offers.isEmpty()) {
                Lease offer = offers.get(random.nextInt(offers.size())); // may be delivered again
                any().feed().claim(offer, 2).ifPresentOrElse(this::hold, () -> dropped(offer));
            }
        }

        private void hold(Product product) {
            held.add(product);
            live.put(product.id(), clock.instant().plus(LEASE));
        }

        // Given back as its host is full, or somebody else's already.
        private void dropped(Lease offer) {
            if (held.stream().noneMatch(p -> p.lease().equals(offer))) {
                live.remove(offer.product());
            }
        }

        private void end() {
            if (held.isEmpty()) {
                return;
            }
            Product product = held.remove(random.nextInt(held.size()));
            if (ended(product)) {
                live.remove(product.id());
            }
        }

        private boolean ended(Product product) {
            Settlement settlement = any().settlement();
            Lease lease = product.lease();
            if (product.kind() == Kind.DIRECTORY && random.nextInt(3) > 0) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    settlement.listed(
                            lease, List.of(LedgerContract.file(product.identity() + "/" + random.nextInt(3))));
                }
                return settlement.listingDone(lease);
            }
            return switch (random.nextInt(6)) {
                case 0 -> settlement.failed(lease, FailureClass.FINAL, "404");
                case 1 -> settlement.retry(lease, clock.instant().plusSeconds(random.nextInt(20)), "503");
                case 2 -> any().feed().giveBack(lease, null);
                case 3 -> settlement.skipped(lease, "private");
                case 4 -> settlement.failed(lease, FailureClass.TRANSIENT, "time-out");
                default -> settlement.stored(lease, LedgerContract.STORED);
            };
        }

        void finish() {
            for (int i = 0; any().feed().nextDue().isPresent() || open() > 0; i++) {
                assertThat(i).as("rounds until nothing is owed").isLessThan(2_000);
                clock.forward(LEASE.plusSeconds(11));
                offer();
                List<Lease> all = List.copyOf(offers);
                offers.clear();
                all.forEach(offer -> any().feed().claim(offer, 9).ifPresent(this::hold));
                while (!held.isEmpty()) {
                    end();
                }
                check();
            }
            assertThat(number("select count(*) from selection s where s.open <> 0"))
                    .isZero();
            assertThat(number("select count(*) from booking where outcome is null"))
                    .isZero();
            assertThat(number(UNACCOUNTED))
                    .as("selected rows that came to nothing")
                    .isZero();
        }

        private long open() {
            return number("select sum(open) from run");
        }

        void check() {
            for (String run : runs) {
                Run r = any().runs().find(run).orElseThrow();
                assertThat(List.of(r.open(), r.stored(), r.skipped(), r.failed()))
                        .containsExactly(
                                booked(run, "is null"),
                                booked(run, "= 'stored'"),
                                booked(run, "= 'skipped'"),
                                booked(run, "= 'failed'"));
            }
            assertThat(number(LOST))
                    .as("open bookings of products that nobody works on")
                    .isZero();
            assertThat(number(MISCOUNTED))
                    .as("selections whose open count is wrong")
                    .isZero();
        }

        private long booked(String run, String outcome) {
            return number("select count(*) from booking where run_id = '" + run + "' and outcome " + outcome);
        }

        private long number(String sql) {
            return ledgers.get(0).database().read(tx -> tx.one(sql, r -> r.getLong(1)));
        }
    }

    private static final String LOST = """
            select count(*) from booking b join product p on p.id = b.product_id
            where b.outcome is null and p.state not in ('owed', 'offered', 'fetching')
            """;

    private static final String MISCOUNTED = """
            select count(*) from selection s where s.open <>
              (select count(*) from booking b where b.selection_id = s.id and b.outcome is null)
            """;

    // A row comes to something of its own, or shares a product with another row of the run.
    private static final String UNACCOUNTED = """
            select count(*) from selection s where s.good = 0
            and not exists (select 1 from booking b where b.selection_id = s.id and b.outcome in ('stored', 'skipped', 'failed'))
            and exists (select 1 from booking b where b.selection_id = s.id)
            """;
}
