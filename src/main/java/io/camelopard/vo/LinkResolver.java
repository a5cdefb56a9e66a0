package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.vo.LinksConversation.Outcome;
import io.camelopard.vo.LinksConversation.Wanted;
import io.camelopard.votable.Limits;
import io.camelopard.votable.Row;
import io.camelopard.votable.ServiceDescriptor;
import io.camelopard.votable.Trailer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rows of an answer into links (DataLink 1.1).
 *
 * <p>What a service takes in one request is remembered by address for the life of this object, which is best one a
 * process. Thread-safe as far as its {@link Ask} is.
 */
public final class LinkResolver {
    private final Ask ask;
    private final Limits limits;
    private final Pauses pauses;
    private final Map<String, BatchSize> sizes = new ConcurrentHashMap<>();

    /** @param pauses before a service is asked again that said that it may do better later */
    public LinkResolver(Ask ask, Limits limits, Pauses pauses) {
        this.ask = ask;
        this.limits = limits;
        this.pauses = pauses;
    }

    /**
     * The links of each row, in the order of the rows. DataLink is found by the row's format, then by a service descriptor
     * of the answer; a row without any is its own link. SODA services of the answer are further links. Larger groups make fewer requests: some hundred rows are good.
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
        LinksFinder finder = new LinksFinder(known, trailer, answerUrl);
        AnswerServices services = new AnswerServices(direct ? List.of() : trailer.services(), trailer, answerUrl);
        List<LinksFinder.@Nullable Query> queries = new ArrayList<>();
        group.forEach(row -> queries.add(direct ? null : finder.find(row)));
        Map<LinksService, Map<String, Outcome>> outcomes = converse(group, queries);
        List<RowLinks> resolved = new ArrayList<>(group.size());
        for (int i = 0; i < group.size(); i++) {
            LinksFinder.Query query = queries.get(i);
            RowLinks links = query == null
                    ? own(group.get(i), known, answerUrl)
                    : linked(group.get(i), known, query, outcome(outcomes, query));
            resolved.add(services.add(links));
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
                service,
                new LinksConversation(ask, limits, service, size(service)).ask(List.copyOf(ids.values()), pauses)));
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
        return new RowLinks(row, id, placed(outcome.links(), query.places()), outcome.failure());
    }

    private static List<Link> placed(List<Link> links, @Nullable ServiceDescriptor places) {
        return places == null
                ? links
                : links.stream()
                        .map(link -> link.serviceDef() == null ? link.withService(places) : link)
                        .toList();
    }

    /** For the documents behind the links of one row. */
    public LinkExpansion expansion() {
        return new LinkExpansion(this::fetch);
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
