package io.camelopard.flow;

import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.Schedule;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.Trigger;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step that books the runs whose time has come.
 *
 * <p>What is due follows from the last run in the ledger, so a run that was missed while nobody was there, once or many
 * times, is made up for once, and a clock that jumps starts no storm.
 */
public final class Schedules {
    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

    private final Ledger ledger;
    private final Catalogue catalogue;
    private final Bookings bookings;
    private final HarvestBeans beans;
    private final Clock clock;
    private final Instant started;

    Schedules(Ledger ledger, Catalogue catalogue, Bookings bookings, HarvestBeans beans, Clock clock) {
        this.ledger = ledger;
        this.catalogue = catalogue;
        this.bookings = bookings;
        this.beans = beans;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** The messages of the runs that are due now, which are booked. */
    public List<String> due() {
        List<String> messages = new ArrayList<>();
        List<Harvest> harvests = catalogue.refresh();
        beans.show(harvests);
        for (Harvest harvest : harvests) {
            Optional<Instant> next = next(harvest);
            if (next.isPresent() && !next.get().isAfter(clock.instant())) {
                book(harvest).ifPresent(run -> messages.add(Messages.ofRun(run.id())));
            }
        }
        return messages;
    }

    private Optional<Run> book(Harvest harvest) {
        Optional<Run> run = bookings.book(Bookings.of(harvest, Trigger.SCHEDULE, RunRequest.of(harvest.file())));
        run.ifPresent(r -> LOG.info("run.due run={} harvest={}", r.id(), harvest.name()));
        return run;
    }

    /** When a harvest runs next by itself; empty when it does not, or is running. */
    Optional<Instant> next(Harvest harvest) {
        Schedule schedule = harvest.schedule();
        if (schedule == null) {
            return Optional.empty();
        }
        Optional<Run> last = ledger.runs().latest(harvest.name());
        if (last.isPresent() && !last.get().state().ended()) {
            return Optional.empty();
        }
        if (last.isEmpty() && schedule.every().isPresent()) {
            return Optional.of(started);
        }
        return schedule.next(last.map(Run::booked).orElse(started));
    }
}
