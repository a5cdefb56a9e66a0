package io.camelopard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Ledger.Settings;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million products must cost no more than ten: no statement reads the tables that grow from end to end. */
class QueryPlanTest {
    private static final List<String> GROWING = List.of("product", "booking", "selection");

    @TempDir
    Path home;

    @Test
    void noStatementScansATableThatGrows() throws Exception {
        try (Ledger ledger = Ledger.open(Settings.in(home))) {
            everything(ledger);
            alternatives(ledger);
            Set<String> statements = ledger.database().statements();
            assertThat(statements).hasSizeGreaterThan(60);
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("ledger.db"))) {
                for (String sql : statements) {
                    try (var plan = connection.createStatement().executeQuery("explain query plan " + sql)) {
                        while (plan.next()) {
                            assertThat(plan.getString("detail")).as(sql).doesNotMatch(endToEnd(sql));
                        }
                    }
                }
            }
        }
    }

    // A plan names a table by its alias, where it has one. The leased products are few, and so is what a partial index
    // on
    // them holds. A search that names no column reads an index from its beginning, which is right for the smallest of
    // its
    // first column only.
    private static String endToEnd(String sql) {
        Set<String> names = new TreeSet<>(GROWING);
        Matcher named = Pattern.compile("\\b(?:" + String.join("|", GROWING) + ")\\s+(?:as\\s+)?(\\w+)")
                .matcher(sql);
        while (named.find()) {
            names.add(named.group(1));
        }
        String few = sql.contains("min(run_id) from product where state = 'owed'")
                ? "product_(leased|owed)"
                : "product_leased";
        return "(SCAN|SEARCH) (" + String.join("|", names) + ")\\b(?!.*(\\(|" + few + ")).*";
    }

    private static void everything(Ledger ledger) {
        String run = LedgerContract.begun(ledger, "nustar");
        List<NewProduct> first = List.of(LedgerContract.file("a"));
        ledger.runs().progress(run, 1, 1);
        ledger.booking()
                .owe(
                        run,
                        List.of(
                                Selected.ofAlternatives("a", "{}", List.of(first, List.of(LedgerContract.file("b")))),
                                LedgerContract.row("d", LedgerContract.directory("d")),
                                LedgerContract.row("a", LedgerContract.file("a")),
                                Selected.skipped("e", "{}", "private")));
        for (int i = 0; i < 6; i++) {
            ledger.feed().offer(LedgerContract.PLACES, i % 2 == 0 ? null : Set.of(run)).stream()
                    .flatMap(offer -> ledger.feed().claim(offer, 4).stream())
                    .forEach(product -> end(ledger, product));
        }
        ledger.feed().rest("example.org", Instant.EPOCH);
        ledger.feed().resting();
        ledger.feed().nextDue();
        ledger.feed().owes();
        ledger.reports().derived(run, 0, 10);
        ledger.targets().keep("m31", 1, 1);
        ledger.targets().find("m31");
        ledger.jobs().keep("nustar", "query", run, "https://x.org/async/1");
        ledger.jobs().find("nustar", "query", "another");
        ledger.jobs().forget("nustar", "query", run);
        ledger.inbox().accept(new Dropped("x", "y", Instant.EPOCH), List.of(LedgerContract.run("other")));
        ledger.runs().discovered(run, new Discovery(1, 1, 1, 0, false, null));
        ledger.runs().finish();
        ledger.runs().adopt();
        ledger.runs().supersede(LedgerContract.run("nustar"));
        ledger.booking().retry(LedgerContract.run("nustar"));
        ledger.reports().counts(run);
        ledger.reports().total("nustar");
        ledger.reports().entries(run, 0, 10);
        ledger.reports().failures("nustar", 10);
        ledger.heartbeat();
    }

    private static void end(Ledger ledger, Product product) {
        Settlement settlement = ledger.settlement();
        ledger.feed().extend(List.of(product.lease()));
        settlement.reservePath(product.lease(), "file:", product.identity() + "/x.fits");
        settlement.listed(product.lease(), List.of(LedgerContract.file("d/1"), LedgerContract.file("d/2")));
        if (product.attempts() == 1) {
            settlement.retry(product.lease(), Instant.EPOCH, "503");
        } else if (product.kind() == Kind.DIRECTORY) {
            settlement.listingDone(product.lease());
        } else if (product.identity().equals("d/1")) {
            settlement.stored(product.lease(), LedgerContract.STORED);
            settlement.notModified(product.lease());
            settlement.skipped(product.lease(), "x");
            ledger.feed().giveBack(product.lease(), null);
        } else {
            settlement.failed(product.lease(), FailureClass.FINAL, "404");
        }
    }

    /** A better one comes after a lesser one, and what was held is let go. */
    private static void alternatives(Ledger ledger) {
        Selected row = Selected.ofAlternatives(
                "u",
                "{}",
                List.of(
                        List.of(LedgerContract.directory("u0")),
                        List.of(LedgerContract.file("u1")),
                        List.of(LedgerContract.directory("u2"))));
        for (boolean there : new boolean[] {false, true}) {
            String run = LedgerContract.begun(ledger, "upgrade");
            ledger.booking().owe(run, List.of(row), Policy.DEFAULT);
            ledger.booking().owe(run, List.of(row), new Policy(Recheck.CHANGED, true));
            ledger.booking().owe(run, List.of(row.notBefore(Instant.parse("2100-01-01T00:00:00Z"), "not yet")));
            for (int i = 0; i < 3; i++) {
                ledger.feed().offer(LedgerContract.PLACES, Set.of(run)).stream()
                        .flatMap(offer -> ledger.feed().claim(offer, 4).stream())
                        .forEach(product -> alternative(ledger, product, there));
            }
            ledger.leaving().take().forEach(ledger.leaving()::gone);
            ledger.booking().release(run, Policy.DEFAULT);
            ledger.runs().fail(run, "ended", false);
        }
    }

    private static void alternative(Ledger ledger, Product product, boolean there) {
        if (product.kind() == Kind.DIRECTORY) {
            ledger.settlement().listingDone(product.lease());
        } else if (there) {
            ledger.settlement().withheld(product.lease(), "403", Instant.parse("2100-01-01T00:00:00Z"));
        } else {
            ledger.settlement().reservePath(product.lease(), "file:", product.identity());
            ledger.settlement().stored(product.lease(), LedgerContract.STORED);
        }
    }
}
