package io.camelopard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelopard.ledger.FailureClass;
import io.camelopard.ledger.Kind;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.NewProduct;
import io.camelopard.ledger.NewRun;
import io.camelopard.ledger.Places;
import io.camelopard.ledger.Product;
import io.camelopard.ledger.Selected;
import io.camelopard.ledger.Stored;
import io.camelopard.ledger.Trigger;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code status NAME} tells why products failed, were skipped, or are degraded. */
class StatusTest {
    @TempDir
    Path home;

    @BeforeEach
    void run() {
        try (Ledger ledger = Ledger.open(Ledger.Settings.in(home))) {
            String run = ledger.runs()
                    .book(new NewRun("plates", Trigger.COMMAND, "{}", ""))
                    .orElseThrow()
                    .id();
            ledger.runs().begin(run);
            ledger.booking()
                    .owe(
                            run,
                            List.of(
                                    Selected.ofAlternatives(
                                            "a", "{}", List.of(List.of(file("a cutout")), List.of(file("a")))),
                                    Selected.ofAlternatives("b", "{}", List.of(List.of(file("b gone")))),
                                    Selected.skipped("c", "{}", "not public before 2999-01-01T00:00:00Z")));
            for (int round = 0; round < 3; round++) {
                ledger.feed().offer(new Places(9, 9, 9), null).stream()
                        .flatMap(offer -> ledger.feed().claim(offer, 9).stream())
                        .forEach(product -> end(ledger, product));
            }
        }
    }

    private static void end(Ledger ledger, Product product) {
        if (product.identity().equals("a")) {
            ledger.settlement().stored(product.lease(), new Stored(1, "00", null, null, null, null, null));
        } else {
            ledger.settlement().failed(product.lease(), FailureClass.FINAL, product.identity() + ": status 404");
        }
    }

    private static NewProduct file(String identity) {
        return new NewProduct("file:x", identity, Kind.FILE, "https://x.org/x", "x.org", "{}", null, null, null, null);
    }

    private String status(String... more) {
        PrintStream out = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            String[] arguments = {"status", "plates", "--home", home.toString()};
            String[] all = Stream.concat(List.of(arguments).stream(), List.of(more).stream())
                    .toArray(String[]::new);
            assertThat(Main.run(all)).isZero();
        } finally {
            System.setOut(out);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tellsPeopleWhy() {
        assertThat(status())
                .containsSubsequence(
                        "failed, and why:\n    final b gone: b gone: status 404\n",
                        "skipped, and why:\n    c: not public before 2999-01-01T00:00:00Z\n",
                        "degraded, and why:\n    a (alternative 2)\n      not a cutout (alternative 1): a cutout: status 404\n");
    }

    @Test
    void tellsProgramsWhy() throws Exception {
        JsonNode reasons = new ObjectMapper().readTree(status("--json")).get("reasons");

        assertThat(reasons.at("/failed/0/reason").asText()).isEqualTo("b gone: status 404");
        assertThat(reasons.at("/failed/0/class").asText()).isEqualTo("final");
        assertThat(reasons.at("/skipped/0/reason").asText()).isEqualTo("not public before 2999-01-01T00:00:00Z");
        assertThat(reasons.at("/degraded/0/product").asText()).isEqualTo("a");
        assertThat(reasons.at("/degraded/0/alternative").asInt()).isEqualTo(1);
        assertThat(reasons.at("/degraded/0/better/0/reason").asText()).isEqualTo("a cutout: status 404");
    }

    @Test
    void tellsOfNoMoreThanItIsAskedFor() throws Exception {
        JsonNode reasons =
                new ObjectMapper().readTree(status("--json", "--most", "0")).get("reasons");

        assertThat(reasons.get("failed")).isEmpty();
        assertThat(reasons.get("degraded")).isEmpty();
    }
}
