package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.fits.Cutout;
import io.camelopard.harvest.Refine;
import io.camelopard.ledger.Lease;
import io.camelopard.transfer.Content;
import io.camelopard.transfer.Digests;
import io.camelopard.transfer.DiskException;
import io.camelopard.transfer.Limits;
import io.camelopard.transfer.Received;
import io.camelopard.transfer.Staged;
import io.camelopard.transfer.Staging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step that makes a cutout of a file at its server, of which only the headers and the rows that are needed are fetched. It
 * stands in place of direct:fetch where {@code remote_cutout} is the first step of {@code refine}; where it cannot be done, and
 * the harvest does not say otherwise, the whole file is fetched and then cut. Thread-safe.
 */
public final class RemoteCutouts {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteCutouts.class);

    private final Staging staging;
    private final Limits limits;
    private final Consumer<Lease> received;
    private @Nullable ProducerTemplate template;

    /** @param received is told when all that is needed is here */
    RemoteCutouts(Staging staging, Limits limits, Consumer<Lease> received) {
        this.staging = staging;
        this.limits = limits;
        this.received = received;
    }

    /** To be called once, when the context is there. */
    void connect(CamelContext context) {
        template = context.createProducerTemplate();
    }

    /** Sets {@link Vars#FETCHED}, or leaves it to direct:fetch. */
    public void fetch(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Refine.Cutout step = job.remoteCutout();
        Fetch fetch = exchange.getVariable(Vars.FETCH, Fetch.class);
        try {
            exchange.setVariable(Vars.FETCHED, cut(exchange, job, FileSteps.cutout(step, job), fetch));
        } catch (FinalException e) {
            String reason = "refine remote_cutout: " + e.getMessage();
            switch (step.onFailure()) {
                case FAIL -> throw new FinalException(reason, e);
                case SKIP -> throw new NotWanted(reason, e);
                case KEEP_ORIGINAL ->
                    LOG.info(
                            "product.whole run={} id={} reason=\"{}\"",
                            job.product().run(),
                            job.product().id(),
                            e.getMessage());
            }
        }
    }

    private Fetched cut(Exchange exchange, Job job, Cutout cutout, Fetch fetch) {
        Path target = staging.spool().resolve(UUID.randomUUID().toString());
        try {
            RemoteSource source = new RemoteSource(fetch, this::ask);
            if (source.first().isUnchanged()) {
                return source.first();
            }
            FileSteps.cut(cutout, source, target);
            received.accept(job.product().lease());
            LOG.info(
                    "product.cut run={} id={} bytes={} of={} url={}",
                    job.product().run(),
                    job.product().id(),
                    source.bytes(),
                    source.length(),
                    Places.shown(fetch.url()));
            return fetched(exchange, source.first(), fetch, target);
        } catch (IOException e) {
            throw DiskException.of(target, e);
        } finally {
            delete(target);
        }
    }

    private Fetched ask(Fetch fetch) {
        if (template == null) {
            throw new IllegalStateException("fetched before the context was there");
        }
        Exchange exchange = template.send("direct:fetch-ask", e -> e.setVariable(Vars.FETCH, fetch));
        Exception failure = exchange.getException();
        if (failure != null) {
            throw failure instanceof RuntimeException e
                    ? e
                    : new CamelExecutionException("the range was not fetched", exchange, failure);
        }
        return exchange.getVariable(Vars.FETCHED, Fetched.class);
    }

    private Fetched fetched(Exchange exchange, Fetched first, Fetch fetch, Path target) throws IOException {
        Staged staged = staging.adopt(fetch.key(), target);
        Fetching.closeWhenDone(exchange, staged);
        staged.sync();
        Received content = Digests.of(staged.path());
        Content.Checked checked = Content.check(staged.path(), null, "", true, limits);
        Map<String, String> headers = new TreeMap<>(first.headers());
        headers.put(Fetched.CUT, "true");
        return new Fetched(200, fetch.url(), headers, staged, content, false, checked);
    }

    private static void delete(Path target) {
        try {
            Files.deleteIfExists(target);
        } catch (IOException e) {
            LOG.warn("step.left file={} reason=\"{}\"", target, e.getMessage());
        }
    }
}
