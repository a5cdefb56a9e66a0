package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.ledger.Ledger;
import io.camelopard.transfer.Content;
import io.camelopard.vo.MediaType;
import io.camelopard.vo.Soda;
import io.camelopard.vo.SodaFault;
import io.camelopard.vo.Uws;
import io.camelopard.vo.UwsJob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/**
 * The step that fetches a cutout which a job has to make (SODA 1.0, resource {@code async}; UWS 1.1): makes the job, waits
 * for it, fetches its result by direct:fetch and deletes it. It keeps its worker from the others as a long transfer does.
 * Thread-safe.
 */
public final class CutoutJobs {
    private static final int TRIES = 3;
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final Uws uws;
    private final Ledger ledger;
    private final RunEvents events;
    private @Nullable ProducerTemplate template;

    CutoutJobs(Uws uws, Ledger ledger, RunEvents events) {
        this.uws = uws;
        this.ledger = ledger;
        this.events = events;
    }

    /** To be called once, when the context is there. */
    void connect(CamelContext context) {
        template = context.createProducerTemplate();
    }

    /** Fetches in place of direct:fetch; the file counts as that of the request, since the address of a result is soon gone. */
    public void fetch(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Fetch wanted = exchange.getVariable(Vars.FETCH, Fetch.class);
        try {
            Fetched fetched = uws.run(
                    Soda.job(wanted.url()),
                    RunJobs.of(ledger, job.product()),
                    done -> result(exchange, wanted, whole(done)));
            exchange.setVariable(Vars.FETCHED, fetched.as(wanted.url()));
        } finally {
            exchange.setVariable(Vars.FETCH, wanted);
        }
    }

    private static UwsJob whole(UwsJob job) {
        if (job.aborted()) {
            throw new FinalException(Places.shown(job.url()) + ": the service aborted the job; its result is not used");
        }
        return job;
    }

    /** One region has one result; where there are several, it is the first that is a file. */
    private Fetched result(Exchange exchange, Fetch wanted, UwsJob job) {
        List<String> reasons = new ArrayList<>();
        for (String url : Uws.results(job)) {
            try {
                return patiently(exchange, wanted.from(url));
            } catch (FinalException e) {
                reasons.add(String.valueOf(e.getMessage()));
            }
        }
        throw new FinalException(String.join("; then ", reasons));
    }

    /** A cut transfer is no reason to have the job done again. */
    private Fetched patiently(Exchange exchange, Fetch fetch) {
        for (int tried = 1; ; tried++) {
            try {
                return fetch(exchange, fetch);
            } catch (TransientException e) {
                if (tried == TRIES || !events.pause(BETWEEN)) {
                    throw e;
                }
            }
        }
    }

    private Fetched fetch(Exchange exchange, Fetch fetch) {
        if (template == null) {
            throw new IllegalStateException("fetched before the context was there");
        }
        exchange.setVariable(Vars.FETCH, fetch);
        template.send("direct:fetch", exchange);
        Exception failure = exchange.getException();
        exchange.setException(null);
        if (failure != null) {
            throw failure instanceof RuntimeException e
                    ? e
                    : new CamelExecutionException("the result was not fetched", exchange, failure);
        }
        Fetched fetched = exchange.getVariable(Vars.FETCHED, Fetched.class);
        exchange.removeVariable(Vars.FETCHED);
        checkFile(fetched);
        return fetched;
    }

    private static void checkFile(Fetched fetched) {
        Content.Checked content = fetched.content();
        boolean text = fetched.type()
                .map(MediaType::parse)
                .filter(type -> type.matches("text/plain"))
                .isPresent();
        if (text && content != null && !content.recognised()) {
            SodaFault fault = SodaFault.ofResult(beginning(fetched.staged().path()));
            fetched.staged().close();
            throw fault.failure(Places.shown(fetched.url()));
        }
    }

    private static String beginning(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(SodaFault.HEAD), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new TransientException(file + " cannot be read again: " + e.getMessage(), e);
        }
    }
}
