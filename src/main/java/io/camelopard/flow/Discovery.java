package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.HarvestFile;
import io.camelopard.harvest.Progress;
import io.camelopard.harvest.Search;
import io.camelopard.harvest.ServiceRef;
import io.camelopard.harvest.StoreSpec;
import io.camelopard.harvest.TargetSpec;
import io.camelopard.harvest.Targets;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.Selected;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of the discovery routes: begins a run, asks, books what was selected, ends. Thread-safe. */
public final class Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    private final Ledger ledger;
    private final Questions questions;
    private final RunEvents events;
    private final Stores stores;

    Discovery(Ledger ledger, Questions questions, RunEvents events, Stores stores) {
        this.stores = stores;
        this.ledger = ledger;
        this.questions = questions;
        this.events = events;
    }

    /** Takes a booked run; its body becomes the searches. A run that somebody else has taken has none. */
    public void begin(Exchange exchange) {
        String id = Messages.run(exchange.getMessage().getBody());
        Optional<Run> begun = ledger.runs().begin(id);
        if (begun.isEmpty()) {
            exchange.getMessage().setBody(List.of().iterator());
            LOG.debug("run.begin run={} not booked any more", id);
            return;
        }
        RunRequest request = RunRequest.parse(begun.get().request());
        Discovering run = new Discovering(begun.get(), harvest(begun.get(), request), request);
        exchange.setVariable(Vars.RUN, run);
        StoreSpec store = run.harvest().store();
        if (store != null && !request.dryRun()) {
            stores.check(store);
        }
        exchange.getMessage().setBody(searches(run));
        LOG.info(
                "run.begin run={} harvest={} trigger={}",
                id,
                run.harvest().name(),
                begun.get().trigger());
    }

    /** The harvest as it was booked, with the targets that were asked for. */
    static Harvest harvest(Run run, RunRequest request) {
        Harvest harvest = HarvestFile.parse(run.harvest() + ".yaml", run.yaml());
        if (request.list() != null) {
            return harvest.withTargets(TargetSpec.ofFile(request.list()));
        }
        return request.targets().isEmpty()
                ? harvest
                : harvest.withTargets(TargetSpec.of(request.targets().toArray(String[]::new)));
    }

    private Iterator<OneSearch> searches(Discovering run) {
        List<Targets.One> targets = Targets.read(run.harvest(), run.request().folder());
        boolean uploads = uploads(run.harvest().search());
        // The rows that an upload finds are of no one target.
        run.severalTargets(targets.size() > 1 && !uploads);
        List<ServiceRef> services = questions.services(run);
        List<OneSearch> searches = new ArrayList<>();
        if (uploads) {
            services.forEach(service -> searches.add(OneSearch.ofAll(targets, service)));
            return searches.iterator();
        }
        for (Targets.One target : targets) {
            services.forEach(service -> searches.add(new OneSearch(target, service)));
            if (services.isEmpty()) {
                searches.add(new OneSearch(target, null));
            }
        }
        if (targets.isEmpty()) {
            services.forEach(service -> searches.add(new OneSearch(null, service)));
        }
        return searches.isEmpty() ? List.of(new OneSearch(null, null)).iterator() : searches.iterator();
    }

    private static boolean uploads(Search search) {
        return search.tap() != null && search.tap().uploadTargets();
    }

    /**
     * Asks the service; the body becomes the file of its answer, or of that to the first part that is not truncated, or a list
     * of smaller searches in place of this one.
     */
    public void ask(Exchange exchange) {
        Discovering run = exchange.getVariable(Vars.RUN, Discovering.class);
        OneSearch search = exchange.getMessage().getBody(OneSearch.class);
        run.searching(search.uploaded() == null ? search.targets() : 0);
        exchange.setVariable(Vars.SEARCH, search);
        SearchAnswers answers = new SearchAnswers(questions, run, search);
        search.begin(answers, progress(run, search));
        List<OneSearch> parts = questions.uploads(run, search, answers::next);
        if (!parts.isEmpty()) {
            exchange.getMessage().setBody(parts);
            return;
        }
        closeWhenDone(exchange, search);
        exchange.getMessage().setBody(search.answer().body().toFile());
    }

    private @Nullable Progress progress(Discovering run, OneSearch search) {
        return run.progress(
                search,
                of -> Progress.of(
                        Objects.requireNonNull(run.harvest().search().watermark()),
                        ledger.watermarks().find(of).orElse(null)));
    }

    private static void closeWhenDone(Exchange exchange, OneSearch search) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                search.close();
            }
        });
    }

    /** Books a group of selected rows. */
    public void owe(Exchange exchange) {
        Discovering run = exchange.getVariable(Vars.RUN, Discovering.class);
        @SuppressWarnings("unchecked")
        List<Selected> group = exchange.getMessage().getBody(List.class);
        if (run.request().dryRun()) {
            events.planned(run.id(), group);
            return;
        }
        ledger.booking().owe(run.id(), group, Policies.of(run.harvest()));
        ledger.runs().progress(run.id(), run.rows(), run.selected());
        events.nudge();
    }

    /** All rows of a search are booked. */
    public void searched(Exchange exchange) {
        OneSearch search = exchange.getVariable(Vars.SEARCH, OneSearch.class);
        search.answers().end();
        exchange.getVariable(Vars.RUN, Discovering.class).searched(search);
    }

    /** One search came to nothing; the others go on. */
    public void searchFailed(Exchange exchange) {
        Discovering run = exchange.getVariable(Vars.RUN, Discovering.class);
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        OneSearch search = exchange.getVariable(Vars.SEARCH, OneSearch.class);
        run.failed(failure, search == null ? 1 : search.targets());
        if (search != null) {
            run.incomplete(search);
        }
        if (events.stopping()) {
            return;
        }
        if (expected(failure)) {
            LOG.warn("search.failed run={} search=\"{}\" reason=\"{}\"", run.id(), search, failure.getMessage());
        } else {
            LOG.warn("search.failed run={} search=\"{}\"", run.id(), search, failure);
        }
    }

    /** All searches are through: the run owes what it owes, or has failed. */
    public void end(Exchange exchange) {
        Discovering run = exchange.getVariable(Vars.RUN, Discovering.class);
        // Cut off by our own end, it stays in discovery: whoever takes it over begins it again.
        if (run == null || events.stopping()) {
            return;
        }
        MisuseException misuse = run.misuse();
        if (misuse != null || run.hopeless()) {
            fail(run, misuse != null);
            return;
        }
        if (!run.request().dryRun()) {
            run.selected(ledger.booking().release(run.id(), Policies.of(run.harvest())));
        }
        ledger.runs().discovered(run.id(), run.outcome(), run.watermarks());
        events.nudge();
    }

    private void fail(Discovering run, boolean misuse) {
        String error = run.error() == null ? "nothing was answered" : run.error();
        ledger.runs().fail(run.id(), run.outcome(), error, run.overflow());
        events.failed(run.id(), misuse);
        LOG.warn(
                "run.end run={} harvest={} state=failed error=\"{}\"",
                run.id(),
                run.harvest().name(),
                error);
    }

    /** The run could not even begin, or the ledger failed under it. */
    public void failed(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (events.stopping()) {
            return;
        }
        if (expected(failure)) {
            LOG.warn("run.failed reason=\"{}\"", failure.getMessage());
        } else {
            LOG.warn("run.failed", failure);
        }
        String id = Messages.runOrNull(exchange.getMessage().getBody());
        Discovering run = exchange.getVariable(Vars.RUN, Discovering.class);
        String known = run != null ? run.id() : id;
        if (known != null) {
            ledger.runs().fail(known, String.valueOf(failure.getMessage()), false);
            events.failed(known, failure instanceof MisuseException);
        }
    }

    static boolean expected(Throwable failure) {
        return failure instanceof TransientException
                || failure instanceof FinalException
                || failure instanceof MisuseException;
    }
}
