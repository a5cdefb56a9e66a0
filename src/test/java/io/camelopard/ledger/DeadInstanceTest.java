package io.camelopard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Ledger.Settings;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed loses what it had leased at once, not when the lease runs out. */
class DeadInstanceTest {
    @TempDir
    Path home;

    @Test
    void freesWhatAKilledProcessHeld() throws Exception {
        try (Ledger ledger = Ledger.open(Settings.in(home))) {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            Process other = new ProcessBuilder(
                            java, "-cp", System.getProperty("java.class.path"), Victim.class.getName(), home.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader output = other.inputReader()) {
                assertThat(output.lines().anyMatch("claimed"::equals)).isTrue();
                ledger.heartbeat();
                assertThat(ledger.feed().offer(LedgerContract.PLACES, null)).isEmpty();
                assertThat(ledger.runs().adopt()).isEmpty();
            } finally {
                other.destroyForcibly().waitFor();
            }

            ledger.heartbeat();

            assertThat(ledger.feed().offer(LedgerContract.PLACES, null)).hasSize(1);
            assertThat(ledger.runs().adopt()).extracting(Run::state).containsExactly(RunState.BOOKED);
            assertThat(home.resolve("staging/instances").toFile().list()).hasSize(1);
        }
    }

    /** The other process. */
    static final class Victim {
        public static void main(String[] arguments) throws Exception {
            Ledger ledger = Ledger.open(Settings.in(Path.of(arguments[0])));
            String run = LedgerContract.begun(ledger, "nustar");
            ledger.booking().owe(run, List.of(LedgerContract.row("a", LedgerContract.file("a"))));
            Lease offer = ledger.feed().offer(LedgerContract.PLACES, null).get(0);
            ledger.feed().claim(offer, 1).orElseThrow().id();
            System.out.println("claimed");
            Thread.currentThread().join();
        }
    }
}
