package io.camelopard.flow;

import io.camelopard.harvest.Harvest;
import io.camelopard.ledger.Counts;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.Trigger;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;

/** A harvest as JMX shows it. Figures are of its latest run; what is owed, of all. */
@ManagedResource(description = "A harvest: what it found, what is stored, what is still owed")
public final class HarvestBean {
    private final Ledger ledger;
    private final Bookings bookings;
    private final Function<Harvest, Optional<Instant>> next;
    private volatile Harvest harvest;

    HarvestBean(Ledger ledger, Bookings bookings, Function<Harvest, Optional<Instant>> next, Harvest harvest) {
        this.ledger = ledger;
        this.bookings = bookings;
        this.next = next;
        this.harvest = harvest;
    }

    void changed(Harvest to) {
        harvest = to;
    }

    private Optional<Run> latest() {
        return ledger.runs().latest(harvest.name());
    }

    private Counts counts() {
        return ledger.reports().total(harvest.name());
    }

    @ManagedAttribute(description = "What the harvest is for")
    public String getDescription() {
        return harvest.description();
    }

    @ManagedAttribute(description = "Rows that the services sent in the latest run")
    public long getRows() {
        return latest().map(Run::rows).orElse(0L);
    }

    @ManagedAttribute(description = "Products that are owed, offered or being fetched")
    public long getProductsOwed() {
        return counts().open();
    }

    @ManagedAttribute(description = "Products stored, over all runs")
    public long getProductsStored() {
        return counts().stored();
    }

    @ManagedAttribute(description = "Products that failed, over all runs")
    public long getProductsFailed() {
        return counts().failed();
    }

    @ManagedAttribute(
            description = "Products skipped, over all runs: stored already and unchanged, or nothing to store")
    public long getProductsSkipped() {
        return counts().skipped();
    }

    @ManagedAttribute(description = "Bytes of the products stored, over all runs")
    public long getBytesStored() {
        return counts().bytes();
    }

    @ManagedAttribute(description = "When the latest run was booked (ISO 8601, UTC); empty: never")
    public String getLastRun() {
        return latest().map(run -> run.booked().toString()).orElse("");
    }

    @ManagedAttribute(description = "State of the latest run: booked, discovering, fetching, done, failed; empty: none")
    public String getLastState() {
        return latest().map(run -> run.state().name().toLowerCase(java.util.Locale.ROOT))
                .orElse("");
    }

    @ManagedAttribute(description = "When it runs next by itself (ISO 8601, UTC); empty: on demand, or running now")
    public String getNextRun() {
        return next.apply(harvest).map(Instant::toString).orElse("");
    }

    @ManagedOperation(description = "Runs it now; answers with the run's id, or that it is running already")
    public String run() {
        return bookings.start(Bookings.of(harvest, Trigger.JMX, RunRequest.of(harvest.file())))
                .map(Run::id)
                .orElse("is running already");
    }
}
