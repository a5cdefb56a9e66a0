package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.vo.LinksConversation.Outcome;
import io.camelopard.vo.LinksConversation.Wanted;
import io.camelopard.votable.Limits;
import io.camelopard.votable.Row;
import io.camelopard.votable.Trailer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rows of an answer into links (DataLink 1.1).
 *
 * <p>What a service takes in one request is remembered by address for the life of this object, which is best one a
 * process. Thread-safe as far as its {@link Ask} is.
 */
public final class LinkResolver {
    private static final int MAX_DOCUMENTS = 200;

    private final Ask ask;
    private final Limits limits;
    private final Map<String, BatchSize> sizes = new ConcurrentHashMap<>();

    public LinkResolver(Ask ask, Limits limits) {
        this.ask = ask;
        this.limits = limits;
    }

    /**
     * The links of each row, in the order of the rows. DataLink is found by the row's format, then by a service descriptor
     * of the answer; a row without any is its own link. Larger groups make fewer requests: some hundred rows are good.
     *
     * @param group rows of one answer
     * @param trailer of that answer, which {@link io.camelopard.votable.VotableScan} has before the first row
     * @param answerUrl where the answer came from, for relative addresses in it
     * @param direct DataLink is ignored
     */
    public List<RowLinks> resolve(List<Row> group, Trailer trailer, String answerUrl, boolean direct) {
        if (group.isEmpty()) {
            return List.of();
        }
        RowColumns known = RowColumns.of(group.get(0).columns());
        LinksFinder finder = new LinksFinder(group.get(0).columns(), known, trailer, answerUrl);
        List<LinksFinder.@Nullable Query> queries = new ArrayList<>();
        group.forEach(row -> queries.add(direct ? null : finder.find(row)));
        Map<LinksService, Map<String, Outcome>> outcomes = converse(group, queries);
        List<RowLinks> resolved = new ArrayList<>(group.size());
        for (int i = 0; i < group.size(); i++) {
            LinksFinder.Query query = queries.get(i);
            resolved.add(
                    query == null
                            ? own(group.get(i), known, answerUrl)
                            : linked(group.get(i), known, query, outcome(outcomes, query)));
        }
        return resolved;
    }

    private Map<LinksService, Map<String, Outcome>> converse(
            List<Row> group, List<LinksFinder.@Nullable Query> queries) {
        Map<LinksService, Map<String, Wanted>> wanted = new LinkedHashMap<>();
        for (int i = 0; i < group.size(); i++) {
            LinksFinder.Query query = queries.get(i);
            if (query != null) {
                wanted.computeIfAbsent(query.service(), service -> new LinkedHashMap<>())
                        .computeIfAbsent(query.id(), id -> new Wanted(id, query.url(), new ArrayList<>()))
                        .rows()
                        .add(group.get(i));
            }
        }
        Map<LinksService, Map<String, Outcome>> outcomes = new LinkedHashMap<>();
        wanted.forEach((service, ids) -> outcomes.put(
                service, new LinksConversation(ask, limits, service, size(service)).ask(List.copyOf(ids.values()))));
        return outcomes;
    }

    private BatchSize size(LinksService service) {
        return service.idParam() == null
                ? new BatchSize()
                : sizes.computeIfAbsent(Urls.withoutQuery(service.url()), url -> new BatchSize());
    }

    private static Outcome outcome(Map<LinksService, Map<String, Outcome>> outcomes, LinksFinder.Query query) {
        Outcome outcome = outcomes.getOrDefault(query.service(), Map.of()).get(query.id());
        if (outcome == null) {
            throw new IllegalStateException("no outcome for " + query.id());
        }
        return outcome;
    }

    private static RowLinks own(Row row, RowColumns known, String answerUrl) {
        Link link = OwnLink.of(row, known);
        String url = link.accessUrl();
        if (url == null) {
            return new RowLinks(row, DatasetId.of(row, known, List.of(), null, null), List.of(), null);
        }
        Link absolute = link.withAccessUrl(Urls.resolve(answerUrl, url));
        return new RowLinks(
                row, DatasetId.of(row, known, List.of(), null, absolute.accessUrl()), List.of(absolute), null);
    }

    private static RowLinks linked(Row row, RowColumns known, LinksFinder.Query query, Outcome outcome) {
        String id = DatasetId.of(row, known, outcome.links(), query, query.url());
        return new RowLinks(row, id, outcome.links(), outcome.failure());
    }

    /**
     * What a link to another DataLink document leads to. Documents that its {@code #this} rows lead to are followed as
     * well, {@code depth} documents deep in all, none twice; a link that is not followed stays in the list, and one whose
     * document cannot be had for good stays with an {@code error_message}.
     *
     * @param depth 1 is the document itself; with 0 the answer is the link
     * @throws FinalException when the document itself cannot be had
     * @throws io.camelopard.TransientException when any of them may be had later
     */
    public List<Link> expand(Link datalinkLink, int depth) {
        String url = datalinkLink.accessUrl();
        if (depth < 1 || url == null) {
            return List.of(datalinkLink);
        }
        Set<String> seen = new HashSet<>(Set.of(url));
        List<Link> links = new ArrayList<>();
        fetch(url).forEach(link -> expand(link, depth - 1, seen, links));
        return List.copyOf(links);
    }

    private void expand(Link link, int depth, Set<String> seen, List<Link> into) {
        String url = link.accessUrl();
        boolean follow = depth > 0
                && url != null
                && link.isDatalink()
                && link.semantics().equals(Vocabulary.THIS)
                && seen.size() < MAX_DOCUMENTS;
        if (!follow || !seen.add(String.valueOf(url))) {
            into.add(link);
            return;
        }
        try {
            fetch(String.valueOf(url)).forEach(deeper -> expand(deeper, depth - 1, seen, into));
        } catch (FinalException e) {
            into.add(link.withError("DefaultFault: " + e.getMessage()));
        }
    }

    private List<Link> fetch(String url) {
        try (Answer answer = ask.ask(Request.get(url, LinksService.MAX_ANSWER, "links behind a link"))) {
            Faults.check(answer, LinksDocument.DALI);
            return LinksDocument.read(answer.body(), answer.url(), limits).links();
        }
    }

    /**
     * The links of a document that was fetched as a product and turned out to be DataLink.
     *
     * @throws FinalException when it is none, or reports an error
     */
    public List<Link> read(Path datalinkDocument, String url) {
        return LinksDocument.read(datalinkDocument, url, limits).links();
    }
}
