package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.TransientException;
import io.camelopard.ledger.Ledger;
import io.camelopard.transfer.HostRests;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one request was told by {@code Retry-After} holds for all others to that host, also of other processes. */
class HostMemoryTest {
    private static final URI ASKED = URI.create("https://archive.example/a?b=c");

    @TempDir
    Path home;

    private final RunEvents events = new RunEvents();

    @Test
    void anotherProcessLeavesTheHostAloneToo() {
        try (Ledger one = Ledger.open(Ledger.Settings.in(home));
                Ledger other = Ledger.open(Ledger.Settings.in(home))) {
            new HostMemory(one, events).answered(ASKED, 429, Map.of("retry-after", "60"));
            HostMemory memory = new HostMemory(other, events);

            assertThatThrownBy(() -> memory.ask(ASKED, false))
                    .isInstanceOf(HostRests.class)
                    .hasMessageMatching(
                            "https://archive.example/a: its host asked to be left alone for (60|59|58) s more");
            assertThatCode(() -> memory.ask(URI.create("https://other.example/a"), false))
                    .doesNotThrowAnyException();
        }
    }

    /** A date is measured against the server's own clock, and nobody is left alone for longer than a day. */
    @ParameterizedTest
    @CsvSource({
        "503, 7, 7",
        "302, 7, 7",
        "429, 99999999999, 86400",
        "503, 'Thu, 01 Jan 2015 00:01:30 GMT', 90",
        "503, 'Thu, 01 Jan 2015 00:00:00 GMT', 0",
        "503, soon, 0",
        "200, 7, 0",
        "404, 7, 0"
    })
    void restsTheHostAsLongAsItSays(int status, String retryAfter, long seconds) {
        try (Ledger ledger = Ledger.open(Ledger.Settings.in(home))) {
            new HostMemory(ledger, events)
                    .answered(
                            ASKED, status, Map.of("retry-after", retryAfter, "date", "Thu, 01 Jan 2015 00:00:00 GMT"));

            long rests = ledger.feed().resting().values().stream()
                    .mapToLong(until ->
                            Math.round(Duration.between(ledger.now(), until).toMillis() / 1000.0 + 0.4))
                    .sum();
            assertThat(rests).isBetween(seconds - 2, seconds);
        }
    }

    @Test
    void aRedirectThatAlwaysSaysSoIsAnAttempt() {
        try (Ledger ledger = Ledger.open(Ledger.Settings.in(home))) {
            HostMemory memory = new HostMemory(ledger, events);
            memory.answered(ASKED, 302, Map.of("retry-after", "60"));

            assertThatThrownBy(() -> memory.ask(ASKED, true))
                    .isInstanceOf(TransientException.class)
                    .isNotInstanceOf(HostRests.class);
        }
    }
}
