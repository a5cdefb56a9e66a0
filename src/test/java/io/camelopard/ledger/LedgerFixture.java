package io.camelopard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Ledger.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A ledger with a clock of its own, and the shortest ways to bring things about in it. */
abstract class LedgerFixture {
    static final Places PLACES = new Places(100, 4, 100);
    static final Duration LEASE = Duration.ofMinutes(1);
    static final Stored STORED = new Stored(10, "00ff", "\"v1\"", "image/fits", "length", null, null);

    @TempDir
    Path home;

    final ManualClock clock = new ManualClock();
    Ledger ledger;

    abstract String url() throws Exception;

    @BeforeEach
    void open() throws Exception {
        ledger = another(home);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    Ledger another(Path folder) throws Exception {
        return Ledger.open(new Settings(folder, url(), null, null, LEASE), clock);
    }

    static NewRun run(String harvest) {
        return new NewRun(harvest, Trigger.COMMAND, "{}", "description: x");
    }

    static Selected row(String identity, NewProduct product) {
        return Selected.ofAlternatives(identity, "{\"row\":{}}", List.of(List.of(product)));
    }

    static NewProduct file(String identity) {
        return file(identity, "example.org");
    }

    static NewProduct file(String identity, String host) {
        Instant modified = Instant.parse("2026-01-01T00:00:00.000000500Z");
        String url = "https://" + host + "/" + identity;
        return new NewProduct("file:N", identity, Kind.FILE, url, host, "{}", null, 10L, modified, null);
    }

    static NewProduct directory(String identity) {
        String url = "https://example.org/" + identity + "/";
        return new NewProduct("file:N", identity, Kind.DIRECTORY, url, "example.org", "{}", null, null, null, null);
    }

    static NewProduct changed(NewProduct p, Long length, Instant modified) {
        return new NewProduct(
                p.store(), p.identity(), p.kind(), p.url(), p.host(), p.link(), null, length, modified, null);
    }

    String begun(String harvest) {
        return begun(ledger, harvest);
    }

    static String begun(Ledger ledger, String harvest) {
        Run run = ledger.runs().book(run(harvest)).orElseThrow();
        return ledger.runs().begin(run.id()).orElseThrow().id();
    }

    /** Ends the latest run of the harvest and begins another. */
    String again(String harvest) {
        end(ledger.runs().active().stream()
                .filter(r -> r.harvest().equals(harvest))
                .findFirst()
                .orElseThrow()
                .id());
        return begun(harvest);
    }

    void end(String run) {
        ledger.runs().discovered(run, new Discovery(0, 0, 0, 0, false, null));
        assertThat(ledger.runs().finish()).extracting(Run::id).contains(run);
        clock.forward(Duration.ofSeconds(1));
    }

    void stored(String harvest, NewProduct... products) {
        String run = begun(harvest);
        for (NewProduct product : products) {
            ledger.booking().owe(run, List.of(row(product.identity(), product)));
            store(claim());
        }
        end(run);
    }

    Product claim() {
        Lease offer = ledger.feed().offer(new Places(1, 4, 100), null).get(0);
        return ledger.feed().claim(offer, 4).orElseThrow();
    }

    List<Product> drain() {
        return ledger.feed().offer(PLACES, null).stream()
                .map(o -> ledger.feed().claim(o, 4).orElseThrow())
                .toList();
    }

    void store(Product product) {
        assertThat(ledger.settlement().stored(product.lease(), STORED)).isTrue();
    }

    String counts(String run) {
        Run r = ledger.runs().find(run).orElseThrow();
        return "open %d, stored %d, skipped %d, failed %d".formatted(r.open(), r.stored(), r.skipped(), r.failed());
    }
}
