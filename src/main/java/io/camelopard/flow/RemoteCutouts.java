package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.fits.Cutout;
import io.camelopard.harvest.Refine;
import io.camelopard.ledger.Lease;
import io.camelopard.transfer.DiskException;
import io.camelopard.transfer.Limits;
import io.camelopard.transfer.Staging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step that makes a cutout of a file at its server, of which only the headers and the rows that are needed are fetched. It
 * stands in place of direct:fetch where {@code remote_cutout} is the first step of {@code refine}; where it cannot be done, and
 * the harvest does not say otherwise, the whole file is fetched and then cut. Thread-safe.
 */
public final class RemoteCutouts {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteCutouts.class);

    private final Asker asker;
    private final Staging staging;
    private final Limits limits;
    private final Consumer<Lease> received;

    /** @param received is told when all that is needed is here */
    RemoteCutouts(Asker asker, Staging staging, Limits limits, Consumer<Lease> received) {
        this.asker = asker;
        this.staging = staging;
        this.limits = limits;
        this.received = received;
    }

    /** Sets {@link Vars#FETCHED}, or leaves it to direct:fetch. */
    public void fetch(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Refine.Cutout step = job.remoteCutout();
        Fetch fetch = exchange.getVariable(Vars.FETCH, Fetch.class);
        try {
            exchange.setVariable(Vars.FETCHED, cut(exchange, job, FileSteps.cutout(step, job), fetch));
        } catch (FinalException e) {
            FinalException refusal = Refining.refusal(step.onFailure(), "refine remote_cutout: " + e.getMessage(), e);
            if (refusal != null) {
                throw refusal;
            }
            LOG.info(
                    "product.whole run={} id={} reason=\"{}\"",
                    job.product().run(),
                    job.product().id(),
                    e.getMessage());
        }
    }

    private Fetched cut(Exchange exchange, Job job, Cutout cutout, Fetch fetch) {
        Path target = staging.spool().resolve(UUID.randomUUID().toString());
        try {
            RemoteSource source = new RemoteSource(fetch, asker::get);
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
            FileSteps.discard(target);
        }
    }

    private Fetched fetched(Exchange exchange, Fetched first, Fetch fetch, Path target) {
        MadeFile made = MadeFile.adopt(exchange, staging, fetch.key(), target, limits);
        Map<String, String> headers = new TreeMap<>(first.headers());
        headers.put(Fetched.CUT, "true");
        return new Fetched(200, fetch.url(), headers, made.staged(), made.content(), false, made.checked());
    }
}
