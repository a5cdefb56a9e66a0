package io.camelopard.flow;

import io.camelopard.TransientException;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Places;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of the feeder routes. */
public final class Feeder {
    private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);

    private final Ledger ledger;
    private final Held held;
    private final Places places;
    private final @Nullable Set<String> runs;
    private final Bookings bookings;
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** @param all whether the products of every run are offered, or only of those that {@link #only} names */
    Feeder(Ledger ledger, Held held, Bookings bookings, int transfers, int perHost, boolean all) {
        this.ledger = ledger;
        this.held = held;
        this.bookings = bookings;
        // What nobody has claimed yet; with what is being fetched, about twice the free places.
        this.places = new Places(transfers, perHost, 2 * transfers);
        this.runs = all ? null : ConcurrentHashMap.newKeySet();
    }

    void only(String run) {
        if (runs != null) {
            runs.add(run);
        }
    }

    /** Nothing is offered any more. */
    void stop() {
        stopped.set(true);
    }

    /** The messages of the next offers. */
    public List<String> offers() {
        if (stopped.get() || (runs != null && runs.isEmpty())) {
            return List.of();
        }
        return ledger.feed().offer(places, runs).stream().map(Messages::ofLease).toList();
    }

    /** The runs whose products have all ended. */
    public List<Run> due() {
        return ledger.runs().due();
    }

    /** All is done for a run, also its tables: it has ended. */
    public void finish(Exchange exchange) {
        Run run = exchange.getVariable(Vars.DUE, Run.class);
        ledger.runs().finish(run.id()).ifPresent(Feeder::log);
    }

    /** A table of a run could not be written: for now, and it stays due, or for good. */
    public void unfinished(Exchange exchange) {
        Run run = exchange.getVariable(Vars.DUE, Run.class);
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        String reason = String.valueOf(failure.getMessage());
        LOG.warn("run.unfinished run={} harvest={} reason=\"{}\"", run.id(), run.harvest(), reason);
        if (!(failure instanceof TransientException)) {
            ledger.runs().fail(run.id(), reason, run.overflow());
        }
    }

    private static void log(Run run) {
        LOG.info(
                "run.end run={} harvest={} state=done rows={} selected={} products={} stored={} skipped={} failed={}"
                        + " degraded={} bytes={} ms={}",
                run.id(),
                run.harvest(),
                run.rows(),
                run.selected(),
                run.products(),
                run.stored(),
                run.skipped(),
                run.failed(),
                run.degraded(),
                run.bytes(),
                run.ended() == null
                        ? 0
                        : Duration.between(run.booked(), run.ended()).toMillis());
    }

    /** The daemon takes over what other processes left when they died. */
    public void adopt() {
        for (Run run : ledger.runs().adopt()) {
            LOG.info("run.resume run={} harvest={} state={}", run.id(), run.harvest(), run.state());
            if (run.state() == RunState.BOOKED) {
                bookings.send(run);
            }
        }
    }

    /** Says that this process lives, and keeps what it is fetching. */
    public void heartbeat() {
        ledger.heartbeat();
        ledger.feed()
                .extend(held.all())
                .forEach(lost -> LOG.warn("lease.lost id={} another worker has this product now", lost.product()));
    }
}
