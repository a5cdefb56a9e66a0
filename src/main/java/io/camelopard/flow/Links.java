package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.harvest.Alternative;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.LinkChooser;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Selected;
import io.camelopard.ledger.Step;
import io.camelopard.vo.CloudAccess;
import io.camelopard.vo.CloudSources;
import io.camelopard.vo.Link;
import io.camelopard.vo.LinkExpansion;
import io.camelopard.vo.LinkResolver;
import io.camelopard.vo.Protocol;
import io.camelopard.vo.RowLinks;
import io.camelopard.vo.Target;
import io.camelopard.vo.Vocabulary;
import io.camelopard.votable.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps between rows and products: their links, and which of them the harvest wants. Thread-safe. */
public final class Links {
    private static final Logger LOG = LoggerFactory.getLogger(Links.class);
    // DataLink 1.1, section 3.4: NotFoundFault, and text without a class, is that there are no data (yet).
    private static final Pattern FAULT =
            Pattern.compile("\\s*(Usage|Transient|Fatal|Default)Fault\\b.*", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private static final Pattern DID = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:\\S+");

    private final LinkResolver resolver;
    private final MastSearch mast;
    private final Ledger ledger;
    private final RunEvents events;
    private final Predicate<String> own;
    private final Places places;
    private final CloudSources clouds;

    /** @param own whether we have credentials for a URL */
    Links(
            LinkResolver resolver,
            MastSearch mast,
            Ledger ledger,
            RunEvents events,
            Predicate<String> own,
            Places places,
            CloudSources clouds) {
        this.resolver = resolver;
        this.mast = mast;
        this.ledger = ledger;
        this.events = events;
        this.own = own;
        this.places = places;
        this.clouds = clouds;
    }

    /** Rows become rows with their links. */
    public void resolve(Exchange exchange) {
        Discovering run = exchange.getVariable(Vars.RUN, Discovering.class);
        OneSearch search = exchange.getVariable(Vars.SEARCH, OneSearch.class);
        @SuppressWarnings("unchecked")
        List<Row> rows = exchange.getMessage().getBody(List.class);
        Harvest harvest = run.harvest();
        if (harvest.links().none()) {
            exchange.getMessage().setBody(List.of()); // no products, and nothing to account for
            return;
        }
        if (harvest.protocol() == Protocol.MAST) {
            exchange.getMessage().setBody(mast.links(harvest, rows));
            return;
        }
        List<RowLinks> links = resolver.resolve(
                rows, search.trailer(), search.answer().url(), harvest.links().direct());
        if (!links.isEmpty() && links.stream().allMatch(l -> l.links().isEmpty() && l.failure() == null)) {
            throw new MisuseException("the answer has neither an access_url nor DataLink, so there is nothing to fetch;"
                    + " for a catalogue say links: none and a table");
        }
        exchange.getMessage().setBody(links);
    }

    /** Rows with their links become selections with their products. */
    public void choose(Exchange exchange) {
        Discovering run = exchange.getVariable(Vars.RUN, Discovering.class);
        OneSearch search = exchange.getVariable(Vars.SEARCH, OneSearch.class);
        @SuppressWarnings("unchecked")
        List<RowLinks> rows = exchange.getMessage().getBody(List.class);
        Target target = search.target();
        String service = search.service() == null ? "" : search.service().shortName();
        LinkChooser chooser = LinkChooser.of(run.harvest(), Vocabulary.core());
        Products products = new Products(run.harvest(), target, service, places);
        List<Selected> selected = new ArrayList<>();
        for (RowLinks listed : rows) {
            RowLinks row = wantsCloud(run.harvest()) ? clouds.add(listed) : listed;
            tellUnknownClouds(run, row.links());
            Selected chosen = selected(chooser, products, row, target);
            selected.add(Release.of(row.row()).applied(chosen, own));
        }
        exchange.getMessage().setBody(selected);
    }

    private static boolean wantsCloud(Harvest harvest) {
        return harvest.links().alternatives().stream()
                .anyMatch(alternative -> alternative.via() == Alternative.Via.CLOUD);
    }

    /** Once a run: the rows of one service are all alike. */
    private static void tellUnknownClouds(Discovering run, List<Link> links) {
        for (Link link : links) {
            String problem = CloudAccess.read(link.cloudAccess()).problem();
            if (problem != null && run.tellsOnce("cloud_access")) {
                LOG.warn("links.cloud run={} {}; the HTTP link is used", run.id(), problem);
            }
        }
    }

    private Selected selected(LinkChooser chooser, Products products, RowLinks row, @Nullable Target target) {
        String context = products.context(row.row());
        String identity = products.rowIdentity(row);
        if (row.failure() != null) {
            return Selected.failed(
                    identity, context, String.valueOf(row.failure().getMessage()));
        }
        Wanted wanted = wanted(chooser, row.links(), row.row(), target);
        return wanted.choices().isEmpty()
                ? without(chooser, wanted, row.row(), target, identity, context)
                : Selected.of(identity, context, products.steps(row.id(), wanted));
    }

    /** Further documents are asked for only where they may have something better than what is here. */
    private Wanted wanted(LinkChooser chooser, List<Link> top, Row row, @Nullable Target target) {
        LinkExpansion expansion = resolver.expansion();
        List<Link> all = new ArrayList<>(top);
        List<Link> level = top;
        List<LinkChooser.Choice> choices = chooser.choose(top, row, target);
        while (!level.isEmpty() && best(choices, chooser) > 0) {
            int best = best(choices, chooser);
            level = expansion.next(level, link -> chooser.leads(link, best));
            all.addAll(level);
            List<LinkChooser.Choice> better = new ArrayList<>(chooser.choose(level, row, target));
            better.removeIf(choice -> choice.alternative() >= best);
            better.addAll(choices);
            choices = better;
        }
        List<String> missed = new ArrayList<>(chooser.missed(all, row, target, best(choices, chooser)));
        expansion.failure().ifPresent(failure -> missed.add(String.valueOf(failure.getMessage())));
        return new Wanted(
                choices,
                all,
                choices.isEmpty() ? List.of() : missed,
                expansion.failure().orElse(null));
    }

    private static int best(List<LinkChooser.Choice> choices, LinkChooser chooser) {
        return choices.isEmpty() ? chooser.size() : choices.get(0).alternative();
    }

    private static Selected without(
            LinkChooser chooser, Wanted wanted, Row row, @Nullable Target target, String identity, String context) {
        String reason = chooser.reason(wanted.links(), row, target);
        if (wanted.failure() != null) {
            return Selected.failed(identity, context, wanted.failure().getMessage() + "; " + reason);
        }
        return isFault(chooser, wanted.links())
                ? Selected.failed(identity, context, reason)
                : Selected.skipped(identity, context, reason);
    }

    private static boolean isFault(LinkChooser chooser, List<Link> links) {
        return links.stream()
                .filter(chooser::concerns)
                .map(Link::errorMessage)
                .anyMatch(message -> message != null && FAULT.matcher(message).matches());
    }

    /** An access URL turned out to be a list of links: what is wanted of them takes the product's place. */
    public void unfold(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Fetched fetched = exchange.getVariable(Vars.FETCHED, Fetched.class);
        List<Link> links = resolver.read(fetched.staged().path(), fetched.url());
        Row row = Products.row(job.row());
        Target target = Products.target(job.target());
        LinkChooser chooser = LinkChooser.of(job.harvest(), Vocabulary.core());
        Wanted wanted = wanted(chooser, links, row, target);
        if (!wanted.choices().isEmpty()) {
            Products products = new Products(job.harvest(), target, job.service(), places);
            ledger.settlement().unfolded(job.product().lease(), products.steps(dataset(job, links), wanted));
        } else if (wanted.failure() != null) {
            throw wanted.failure();
        } else if (isFault(chooser, wanted.links())) {
            throw new FinalException(chooser.reason(wanted.links(), row, target));
        } else {
            ledger.settlement().skipped(job.product().lease(), chooser.reason(wanted.links(), row, target));
        }
        events.nudge();
    }

    // The document knows the publisher DID; what is behind a product is another product than that itself.
    private static String dataset(Job job, List<Link> links) {
        return links.stream()
                .map(Link::id)
                .filter(id -> DID.matcher(id).matches())
                .findFirst()
                .map(id -> id + " behind a link")
                .orElse(job.product().identity());
    }

    /** A service takes one region at a time: the cutout of several becomes several cutouts. */
    public void separate(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        if (job.each().isEmpty()) {
            throw new FinalException("%s: MultiValuedParamNotSupported, and there was one value of each"
                    .formatted(job.product().host()));
        }
        ledger.settlement()
                .unfolded(
                        job.product().lease(),
                        List.of(new Step(job.product().alternative(), Cutouts.separate(job, places::host))));
        events.nudge();
    }

    /** A service that does not know our parameters gives the whole file, which nobody asked for. */
    public void checkCutout(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        long bytes = exchange.getVariable(Vars.FETCHED, Fetched.class).body().bytes();
        if (job.isCutout() && job.wholes().contains(bytes)) {
            throw new FinalException("%s: the answer has the %d bytes of the whole file; it is no cutout"
                    .formatted(job.product().host(), bytes));
        }
    }
}
