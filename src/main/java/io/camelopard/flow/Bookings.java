package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.harvest.Harvest;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.NewRun;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where all triggers end: a run is booked in the ledger, and its message goes to the harvests queue. Thread-safe. */
final class Bookings {
    private static final Logger LOG = LoggerFactory.getLogger(Bookings.class);

    private final Ledger ledger;
    /** Runs whose message could not be sent; more than one thread sends. */
    private final Set<String> unsent = ConcurrentHashMap.newKeySet();

    private @Nullable ProducerTemplate template;

    Bookings(Ledger ledger) {
        this.ledger = ledger;
    }

    void connect(CamelContext context) {
        template = context.createProducerTemplate();
    }

    /** What is to be booked. */
    static NewRun of(Harvest harvest, Trigger trigger, RunRequest request) {
        return new NewRun(harvest.name(), trigger, request.json(), text(harvest));
    }

    private static String text(Harvest harvest) {
        try {
            return Files.readString(harvest.file());
        } catch (IOException e) {
            throw new MisuseException("%s cannot be read: %s".formatted(harvest.file(), e.getMessage()), e);
        }
    }

    /** Books; empty when the same run is going on already. */
    Optional<Run> book(NewRun run) {
        return ledger.runs().book(run);
    }

    /** Books and sends. */
    Optional<Run> start(NewRun run) {
        Optional<Run> booked = book(run);
        booked.ifPresent(this::send);
        return booked;
    }

    /** Sends a run's message. Where that is not possible now, {@link #resend} does it. */
    void send(Run run) {
        try {
            send(Messages.ofRun(run.id()));
        } catch (CamelExecutionException e) {
            unsent(run.id(), e);
        }
    }

    /** A run whose message could not be sent. */
    void unsent(String run, Throwable failure) {
        unsent.add(run);
        LOG.warn("run.unsent run={} sent again soon, reason=\"{}\"", run, Broker.reason(failure));
    }

    /** Sends what could not be sent. */
    void resend() {
        for (String run : List.copyOf(unsent)) {
            try {
                send(Messages.ofRun(run));
                unsent.remove(run);
                LOG.info("run.sent run={}", run);
            } catch (CamelExecutionException e) {
                LOG.debug("run.unsent run={}", run, e);
                return;
            }
        }
    }

    private void send(String message) {
        ProducerTemplate connected = template;
        if (connected == null) {
            throw new IllegalStateException("no context yet");
        }
        connected.sendBody(
                connected.getCamelContext().resolvePropertyPlaceholders("{{camelopard.queue.harvests}}"), message);
    }
}
