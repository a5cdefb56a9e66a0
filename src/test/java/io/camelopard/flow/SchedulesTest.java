package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.harvest.Harvest;
import io.camelopard.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is due follows from the clock and the last run of the ledger. */
class SchedulesTest {
    @TempDir
    Path temp;

    private final MutableClock clock = new MutableClock(Instant.now());
    private Ledger ledger;
    private Catalogue catalogue;
    private Schedules schedules;

    @BeforeEach
    void open() {
        ledger = Ledger.open(Ledger.Settings.in(temp));
        catalogue = new Catalogue(temp);
        restart();
    }

    private void restart() {
        HarvestBeans beans = new HarvestBeans(harvest -> {
            throw new AssertionError("no JMX here");
        });
        schedules = new Schedules(ledger, catalogue, new Bookings(ledger), beans, clock);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void everyRunsAtStartAndThenAfterItsTime() throws IOException {
        write("a", "every: 6h");

        assertThat(schedules.due()).hasSize(1);
        end();
        clock.advance(Duration.ofHours(5));
        assertThat(schedules.due()).isEmpty();
        clock.advance(Duration.ofHours(2));
        assertThat(schedules.due()).hasSize(1);
    }

    @Test
    void aRunThatIsGoingOnIsNotStartedAgain() throws IOException {
        write("a", "every: 1h");
        schedules.due();
        clock.advance(Duration.ofDays(10));

        assertThat(schedules.due()).isEmpty();
    }

    @Test
    void whatWasMissedManyTimesIsDueOnce() throws IOException {
        write("a", "schedule: \"0 0 3 * * ?\"");
        assertThat(schedules.due()).isEmpty();
        clock.advance(Duration.ofDays(1));
        assertThat(schedules.due()).hasSize(1);
        end();
        clock.advance(Duration.ofDays(30));
        restart();

        assertThat(schedules.due()).hasSize(1);
        assertThat(schedules.due()).isEmpty();
    }

    @Test
    void aHarvestThatIsOnDemandIsNeverDue() throws IOException {
        write("a", "timezone: UTC");
        clock.advance(Duration.ofDays(400));

        assertThat(schedules.due()).isEmpty();
    }

    @Test
    void aClockThatJumpsBackStartsNothing() throws IOException {
        write("a", "every: 6h");
        schedules.due();
        end();
        for (int i = 0; i < 100; i++) {
            clock.advance(Duration.ofDays(-1));
            assertThat(schedules.due()).isEmpty();
        }
    }

    @Test
    void newChangedAndRemovedFilesAreNoticed() throws IOException {
        assertThat(catalogue.refresh()).isEmpty();
        write("a", "every: 6h");
        assertThat(catalogue.refresh()).extracting(Harvest::name).containsExactly("a");
        write("a", "every: 12h");
        assertThat(catalogue.refresh())
                .singleElement()
                .satisfies(h -> assertThat(h.schedule().every()).contains(Duration.ofHours(12)));
        Files.delete(temp.resolve("a.yaml"));
        assertThat(catalogue.refresh()).isEmpty();
    }

    @Test
    void oneThatDoesNotCheckIsToldOnceAndStopsNoOther() throws IOException {
        write("a", "every: 6h");
        write("b", "every: 6 fortnights");
        try (Logged logged = new Logged()) {
            assertThat(schedules.due()).hasSize(1);
            schedules.due();

            assertThat(logged.warnings()).singleElement().satisfies(warning -> assertThat(warning)
                    .startsWith("harvest.refused ")
                    .contains("b.yaml:2: "));
        }
    }

    private void end() {
        List.copyOf(ledger.runs().active()).forEach(run -> ledger.runs().fail(run.id(), "ended by the test", false));
    }

    private void write(String name, String when) throws IOException {
        Files.writeString(temp.resolve(name + ".yaml"), """
                description: for the clock
                %s
                target: "10 20"
                search:
                  protocol: scs
                  service: https://example.org/scs
                  radius: 1
                store:
                  to: file:x
                """.formatted(when));
    }
}
