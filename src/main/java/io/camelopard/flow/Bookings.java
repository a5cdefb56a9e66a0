package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.harvest.Harvest;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.NewRun;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/** Where all triggers end: a run is booked in the ledger, and its message goes to the harvests queue. Thread-safe. */
final class Bookings {
    private final Ledger ledger;
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

    void send(Run run) {
        ProducerTemplate connected = template;
        if (connected == null) {
            throw new IllegalStateException("no context yet");
        }
        connected.sendBody(
                connected.getCamelContext().resolvePropertyPlaceholders("{{camelopard.queue.harvests}}"),
                Messages.ofRun(run.id()));
    }
}
