package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.harvest.Harvest;
import io.camelopard.ledger.FailureClass;
import io.camelopard.ledger.Lease;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Product;
import io.camelopard.transfer.BrokenTransfer;
import io.camelopard.transfer.HostRests;
import io.camelopard.transfer.Limits;
import io.camelopard.transfer.Staging;
import io.camelopard.transfer.StoreBusy;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of a worker: claims what it was offered, and tells the ledger how that ended. Thread-safe. */
public final class Work {
    private static final Logger LOG = LoggerFactory.getLogger(Work.class);
    private static final Duration GRACE = Duration.ofSeconds(1);
    /** Where a queue is shared, those who offer do not know which stores rest here. */
    private static final Duration OTHERS = Duration.ofSeconds(10);

    private final Ledger ledger;
    private final Held held;
    private final Retries retries;
    private final Limits limits;
    private final RunEvents events;
    private final Harvests harvests;
    private final Stores stores;
    private final Waiting waiting;
    private final Map<String, String> shut = new ConcurrentHashMap<>();
    private final Staging staging;
    private final Places places;
    private final RetryBudget budget;
    private final OwnDisk disk;
    private final int transfers;
    private final int perHost;
    private final boolean alone;

    /** @param alone whether the queue is this process's own */
    Work(
            Ledger ledger,
            Held held,
            Retries retries,
            Limits limits,
            RunEvents events,
            Stores stores,
            Waiting waiting,
            Staging staging,
            Places places,
            RetryBudget budget,
            OwnDisk disk,
            int transfers,
            int perHost,
            boolean alone) {
        this.alone = alone;
        this.ledger = ledger;
        this.held = held;
        this.retries = retries;
        this.limits = limits;
        this.events = events;
        this.harvests = new Harvests(ledger);
        this.stores = stores;
        this.waiting = waiting;
        this.staging = staging;
        this.places = places;
        this.budget = budget;
        this.disk = disk;
        this.transfers = transfers;
        this.perHost = perHost;
    }

    /** An offer becomes a job with its fetch; an offer that is not good any more becomes nothing. */
    public void claim(Exchange exchange) {
        Lease offer = lease(exchange.getMessage().getBody());
        Optional<Product> claimed = offer == null ? Optional.empty() : take(offer);
        exchange.getMessage().setBody(null);
        if (claimed.isEmpty()) {
            return;
        }
        Product product = claimed.get();
        holdUntilDone(exchange, product.lease());
        try {
            Job job = job(product);
            checkOpen(job);
            Attempt attempt = new Attempt(places.of(job));
            exchange.setVariable(Vars.ATTEMPT, attempt);
            exchange.setVariable(Vars.FETCH, fetch(job, attempt.place()));
            waiting.find(product).ifPresent(file -> goOn(exchange, product, file));
            exchange.setVariable(Vars.JOB, job);
            if (product.attempts() == 1) {
                budget.asked(product.run());
            }
        } catch (TransientException e) {
            LOG.debug("product.later id={}", product.id(), e);
            giveBack(product, isOfStore(e));
        } catch (MisuseException | FinalException e) {
            // Such as a harvest of an older version: nobody could ever fetch this.
            ledger.settlement().failed(product.lease(), FailureClass.MISUSE, String.valueOf(e.getMessage()));
            LOG.warn(
                    "product.end run={} id={} state=failed reason=\"{}\"", product.run(), product.id(), e.getMessage());
        }
    }

    private Optional<Product> take(Lease offer) {
        if (events.stopping() || !held.take(offer, disk.places(transfers))) {
            ledger.feed().giveBack(offer, null);
            return Optional.empty();
        }
        Optional<Product> claimed = Optional.empty();
        try {
            claimed = ledger.feed().claim(offer, perHost);
        } finally {
            if (claimed.isEmpty()) {
                held.received(offer);
            }
        }
        return claimed;
    }

    /** A store that is resting, or has not let in another product of the run, is not asked again. */
    private void checkOpen(Job job) {
        if (stores.isResting(job.harvest())) {
            throw new StoreRests.Resting(job.product().store());
        }
        String reason = shut.get(job.product().run());
        if (reason != null) {
            throw new MisuseException(reason);
        }
    }

    /** The file is here already. */
    private void goOn(Exchange exchange, Product product, Fetched file) {
        exchange.setVariable(Vars.FETCHED, file);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                file.staged().close();
            }
        });
        received(product.lease());
        LOG.info(
                "product.waiting run={} id={} bytes={}",
                product.run(),
                product.id(),
                file.body().bytes());
    }

    /** As if it had not been claimed, and the first of all: its file may be here. */
    private void giveBack(Product product, boolean first) {
        ledger.feed()
                .giveBack(
                        product.lease(),
                        first && alone ? Instant.EPOCH : ledger.now().plus(OTHERS));
    }

    /** Given back, since this process stops; where that cannot be told to the ledger, the lease ends with the process. */
    private void leave(Product product) {
        try {
            ledger.feed().giveBack(product.lease(), null);
        } catch (TransientException e) {
            LOG.debug("product.left id={}", product.id(), e);
        }
    }

    private static boolean isOfStore(TransientException failure) {
        return failure instanceof StoreBusy || failure instanceof StoreRests.Resting;
    }

    /** All its bytes are here: the next product may be fetched while this one is checked and stored. */
    void received(Lease lease) {
        disk.works();
        held.received(lease);
        ledger.feed().received(lease);
        events.nudge();
    }

    private Job job(Product product) {
        Harvest harvest = harvests.of(product.run());
        return new Job(
                product, harvest, Json.object(product.context(), "ledger"), Json.object(product.link(), "ledger"));
    }

    /** A message that is none is told once and dropped: it can never become one. */
    private static @Nullable Lease lease(@Nullable Object message) {
        try {
            return Messages.lease(message);
        } catch (MisuseException e) {
            LOG.warn("queue.refused reason=\"{}\"", e.getMessage());
            return null;
        }
    }

    private void holdUntilDone(Exchange exchange, Lease lease) {
        held.add(lease);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                held.remove(lease);
                events.nudge();
            }
        });
    }

    private Fetch fetch(Job job, String place) {
        Product product = job.product();
        String type = job.linkColumns().get("content_type") instanceof String t ? t : null;
        return new Fetch(
                use(job),
                "GET",
                place,
                null,
                job.isAsync() ? Map.of() : conditions(product),
                job.isDirectory() ? limits.maxListingBytes() : limits.maxProductBytes(),
                key(product),
                product.relative() == null ? type : null);
    }

    /** What it is called in staging. */
    static String key(Product product) {
        return product.store() + " " + product.identity();
    }

    private static Fetch.Use use(Job job) {
        if (job.isDirectory()) {
            return Fetch.Use.LISTING;
        }
        return job.isCutout() ? Fetch.Use.CUTOUT : Fetch.Use.PRODUCT;
    }

    /** A product that is stored already is asked for only if it has changed. */
    private Map<String, String> conditions(Product product) {
        Map<String, String> conditions = new LinkedHashMap<>();
        String validator = product.validator();
        if (validator != null && product.sha256() != null && isThere(product)) {
            conditions.put(validator.startsWith("\"") ? "If-None-Match" : "If-Modified-Since", validator);
        }
        return conditions;
    }

    private boolean isThere(Product product) {
        return product.path() != null
                && product.storeRoot() != null
                && stores.of(product.storeRoot()).exists(product.path());
    }

    /** The archive says that what is stored is still right. */
    public void unchanged(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        staging.forget(key(job.product()));
        ledger.settlement().notModified(job.product().lease());
        log(job, "skipped", "reason=unchanged");
    }

    /** It failed for a passing reason: owed again later, unless that has been so too often. */
    public void later(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        later(job, attempt(exchange), exchange.getProperty(Exchange.EXCEPTION_CAUGHT, TransientException.class));
    }

    private void later(Job job, Attempt attempt, TransientException failure) {
        Product product = job.product();
        String reason = attempt.reason(failure);
        if (events.stopping()) {
            leave(product);
            return;
        }
        if (isOfStore(failure)) {
            giveBack(product, true);
            log(job, "owed", "reason=\"%s\"".formatted(reason));
            return;
        }
        Instant now = ledger.now();
        if (!Places.isHttp(attempt.place())) {
            failure.retryAfter().ifPresent(pause -> ledger.feed().rest(places.host(attempt.place()), now.plus(pause)));
        }
        if (!retries.again(product.attempts())) {
            fail(job, FailureClass.TRANSIENT, reason);
            return;
        }
        Duration turn = failure instanceof BrokenTransfer ? Duration.ZERO : budget.later(product.run());
        Duration pause = retries.pause(product.attempts(), failure).plus(turn);
        ledger.settlement().retry(product.lease(), now.plus(pause), reason);
        log(
                job,
                "owed",
                "retry_in_s=%d reason=\"%s\"".formatted(pause.plus(GRACE).toSeconds(), reason));
    }

    /** Our own disk could not take it: owed again after a pause, as if it had not been tried. */
    public void postponed(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        String reason = String.valueOf(
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class).getMessage());
        Duration pause = disk.failed(reason);
        ledger.settlement().postponed(job.product().lease(), ledger.now().plus(pause), reason);
        log(job, "owed", "retry_in_s=%d reason=\"%s\"".formatted(pause.toSeconds(), reason));
    }

    /** Its host was to be left alone, and was: owed again when that is over, as if it had not been tried. */
    public void rested(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        HostRests rest = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, HostRests.class);
        Duration pause = retries.pause(1, rest);
        ledger.settlement()
                .postponed(job.product().lease(), ledger.now().plus(pause), String.valueOf(rest.getMessage()));
    }

    /** It failed for good: the next alternative, or the dead letters. */
    public void failed(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (job == null) {
            LOG.warn("product.failed", failure);
            return;
        }
        if (failure instanceof NotWanted) {
            skip(job, String.valueOf(failure.getMessage()));
            return;
        }
        if (withheld(job, failure)) {
            return;
        }
        if (!Discovery.expected(failure)) {
            LOG.warn("product.failed id={}", job.product().id(), failure);
        }
        if (failure instanceof MisuseException && exchange.getVariable(Vars.UPLOAD) != null) {
            shut.put(job.product().run(), String.valueOf(failure.getMessage()));
        }
        Attempt attempt = attempt(exchange);
        if (failure instanceof FinalException && attempt.passing().isPresent()) {
            // It is not in the last place, but one before may have it when it answers again.
            later(job, attempt, new TransientException(String.valueOf(failure.getMessage()), failure));
            return;
        }
        fail(
                job,
                failure instanceof MisuseException ? FailureClass.MISUSE : FailureClass.FINAL,
                attempt.reason(failure));
    }

    private void skip(Job job, String reason) {
        staging.forget(key(job.product()));
        ledger.settlement().skipped(job.product().lease(), reason);
        log(job, "skipped", "reason=\"%s\"".formatted(reason));
    }

    /** That somebody else only may have it was said before: that is no failure. */
    private boolean withheld(Job job, Throwable failure) {
        Release release = Release.of(job.context());
        String why =
                failure instanceof Denied ? release.reason(job.linkColumns().get("link_auth"), ledger.now()) : null;
        if (why == null) {
            return false;
        }
        staging.forget(key(job.product()));
        ledger.settlement().withheld(job.product().lease(), why + "; " + failure.getMessage(), release.date());
        log(job, "skipped", "reason=\"%s\"".formatted(why));
        return true;
    }

    private static Attempt attempt(Exchange exchange) {
        return exchange.getVariable(Vars.ATTEMPT, Attempt.class);
    }

    private void fail(Job job, FailureClass failureClass, String reason) {
        staging.forget(key(job.product()));
        ledger.settlement().failed(job.product().lease(), failureClass, reason);
        LOG.warn(
                "product.end run={} id={} state=failed class={} attempts={} url={} reason=\"{}\"",
                job.product().run(),
                job.product().id(),
                failureClass,
                job.product().attempts(),
                Places.shown(job.product().url()),
                reason);
    }

    private static void log(Job job, String state, String more) {
        LOG.info(
                "{} run={} id={} state={} attempts={} url={} {}",
                state.equals("owed") ? "product.retry" : "product.end",
                job.product().run(),
                job.product().id(),
                state,
                job.product().attempts(),
                Places.shown(job.product().url()),
                more);
    }
}
