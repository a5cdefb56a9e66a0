package io.camelopard.flow;

import io.camelopard.TransientException;
import io.camelopard.ledger.Lease;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Places;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import io.camelopard.transfer.DiskException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of the feeder routes. */
public final class Feeder {
    private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);

    private final Ledger ledger;
    private final Held held;
    private final OwnDisk disk;
    private final Outage outage;
    private final int transfers;
    private final int perHost;
    private final boolean shared;
    private final @Nullable Set<String> runs;
    private final Bookings bookings;
    private final Stores stores;
    private final Harvests harvests;
    private final AtomicBoolean stopped = new AtomicBoolean();

    /**
     * @param shared whether other processes take from the queue, too
     * @param all whether the products of every run are offered, or only of those that {@link #only} names
     */
    Feeder(
            Ledger ledger,
            Held held,
            Bookings bookings,
            Stores stores,
            OwnDisk disk,
            Outage outage,
            int transfers,
            int perHost,
            boolean shared,
            boolean all) {
        this.stores = stores;
        this.harvests = new Harvests(ledger);
        this.ledger = ledger;
        this.held = held;
        this.bookings = bookings;
        this.disk = disk;
        this.outage = outage;
        this.transfers = transfers;
        this.perHost = perHost;
        this.shared = shared;
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

    /** The messages of the next offers become the body. */
    public void offers(Exchange exchange) {
        Places places = places();
        boolean none = places.window() == 0 || stopped.get() || (runs != null && runs.isEmpty());
        List<Lease> offers = none ? List.of() : ledger.feed().offer(places, awake(), held::all);
        exchange.setVariable(Vars.OFFERS, offers);
        exchange.getMessage().setBody(offers.stream().map(Messages::ofLease).toList());
    }

    /** For those who share the queue as well. What nobody has claimed and what is being fetched is about twice the free places. */
    private Places places() {
        int others = shared ? ledger.placesOfOthers() : 0;
        return new Places(disk.places(transfers) + others, perHost, 2 * (transfers + others));
    }

    /** The queue took the offers. */
    public void sent(Exchange exchange) {
        if (!offered(exchange).isEmpty()) {
            outage.over(this);
        }
    }

    /** The queue does not take the offers now: they are owed again, so that they need not run out first. */
    public void unsent(Exchange exchange) {
        ledger.feed().withdraw(offered(exchange));
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (!stopped.get()) {
            outage.noticed(this, failure);
        }
    }

    /** The harvests queue does not take the message of a booked run now. */
    public void unsentRun(Exchange exchange) {
        String run = Messages.run(exchange.getMessage().getBody());
        bookings.unsent(run, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    @SuppressWarnings("unchecked")
    private static List<Lease> offered(Exchange exchange) {
        return exchange.getVariable(Vars.OFFERS, List.class);
    }

    /** Those whose store does not rest. */
    private @Nullable Set<String> awake() {
        if (!stores.anyRests()) {
            return runs;
        }
        return ledger.runs().active().stream()
                .filter(run -> runs == null || runs.contains(run.id()))
                .filter(run -> !stores.isResting(harvests.of(run.id())))
                .map(Run::id)
                .collect(Collectors.toSet());
    }

    /** The runs whose products have all ended; none while there is no room for their tables. */
    public List<Run> due() {
        if (disk.places(transfers) == 0) {
            return List.of();
        }
        return ledger.runs().due().stream()
                .filter(run -> !stores.anyRests() || !stores.isResting(harvests.of(run.id())))
                .toList();
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
        if (failure instanceof DiskException) {
            disk.failed(reason);
            return;
        }
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

    /** The daemon takes over what other processes left when they died, and sends again what could not be sent. */
    public void adopt() {
        bookings.resend();
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
