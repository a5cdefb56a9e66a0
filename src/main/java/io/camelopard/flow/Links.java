package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.LinkChooser;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.NewProduct;
import io.camelopard.ledger.Selected;
import io.camelopard.vo.Link;
import io.camelopard.vo.LinkResolver;
import io.camelopard.vo.RowLinks;
import io.camelopard.vo.Target;
import io.camelopard.vo.Vocabulary;
import io.camelopard.votable.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps between rows and products: their links, and which of them the harvest wants. Thread-safe. */
public final class Links {
    private static final Logger LOG = LoggerFactory.getLogger(Links.class);
    private static final int DEEPEST = 3;
    // DataLink 1.1, section 3.4: NotFoundFault, and text without a class, is that there are no data (yet).
    private static final Pattern FAULT =
            Pattern.compile("\\s*(Usage|Transient|Fatal|Default)Fault\\b.*", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private final LinkResolver resolver;
    private final Ledger ledger;
    private final RunEvents events;

    Links(LinkResolver resolver, Ledger ledger, RunEvents events) {
        this.resolver = resolver;
        this.ledger = ledger;
        this.events = events;
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
        Products products = new Products(run.harvest(), target, service);
        List<Selected> selected = new ArrayList<>();
        for (RowLinks row : rows) {
            selected.add(selected(chooser, products, row, target));
        }
        exchange.getMessage().setBody(selected);
    }

    private Selected selected(LinkChooser chooser, Products products, RowLinks row, @Nullable Target target) {
        String context = products.context(row.row());
        String identity = products.rowIdentity(row);
        if (row.failure() != null) {
            return Selected.failed(
                    identity, context, String.valueOf(row.failure().getMessage()));
        }
        List<Link> links = row.links();
        List<LinkChooser.Choice> choices = chooser.choose(links, row.row(), target);
        for (int depth = 1; choices.isEmpty() && depth <= DEEPEST; depth++) {
            List<Link> deeper = deeper(links, depth);
            if (deeper.isEmpty()) {
                break;
            }
            links = deeper;
            choices = chooser.choose(links, row.row(), target);
        }
        if (choices.isEmpty()) {
            return without(chooser, row.links(), identity, context);
        }
        return Selected.of(identity, context, products.alternatives(row, choices));
    }

    /** Further DataLink documents are asked for only where nothing matched above them. */
    private List<Link> deeper(List<Link> links, int depth) {
        List<Link> deeper = new ArrayList<>();
        for (Link link : links) {
            if (link.isDatalink()) {
                try {
                    deeper.addAll(resolver.expand(link, depth));
                } catch (RuntimeException e) {
                    LOG.warn("links.deeper id={} reason=\"{}\"", link.id(), e.getMessage());
                }
            }
        }
        return deeper;
    }

    private static Selected without(LinkChooser chooser, List<Link> links, String identity, String context) {
        String reason = chooser.reason(links);
        boolean fault = links.stream()
                .map(Link::errorMessage)
                .anyMatch(message -> message != null && FAULT.matcher(message).matches());
        return fault ? Selected.failed(identity, context, reason) : Selected.skipped(identity, context, reason);
    }

    /** An access URL turned out to be a list of links: what is wanted of them takes the product's place. */
    public void unfold(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Fetched fetched = exchange.getVariable(Vars.FETCHED, Fetched.class);
        List<Link> links = resolver.read(fetched.staged().path(), fetched.url());
        Row row = Products.row(job.row());
        Target target = Products.target(job.target());
        LinkChooser chooser = LinkChooser.of(job.harvest(), Vocabulary.core());
        List<LinkChooser.Choice> choices = chooser.choose(links, row, target);
        if (choices.isEmpty()) {
            ledger.settlement().skipped(job.product().lease(), chooser.reason(links));
        } else {
            Products products = new Products(job.harvest(), target, job.service());
            List<NewProduct> chosen = products.unfolded(job.product(), choices.get(0));
            ledger.settlement().listed(job.product().lease(), chosen);
            ledger.settlement().listingDone(job.product().lease());
        }
        events.nudge();
    }
}
