package io.camelopard.vo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A DataLink service with the habits of real ones, one link a dataset. */
final class LinksServer implements Function<Request, CannedAsk.Reply> {
    static final List<String> COLUMNS =
            List.of("ID", "access_url", "service_def", "error_message", "semantics", "content_type", "content_length");

    private UnaryOperator<String> naming = UnaryOperator.identity();
    private int limit = Integer.MAX_VALUE;
    private boolean saysOverflow;
    private int refusedAbove = Integer.MAX_VALUE;
    private int refusal = 414;
    private boolean onlyFirst;
    private boolean backwards;
    private final Set<String> bad = new HashSet<>();
    private int badStatus = 400;
    private final Set<String> unknown = new HashSet<>();

    /** Answers with identifiers of its own making. */
    LinksServer naming(UnaryOperator<String> names) {
        naming = names;
        return this;
    }

    /** Processes the first of them only, and says so or not. */
    LinksServer processing(int count, boolean overflow) {
        limit = count;
        saysOverflow = overflow;
        return this;
    }

    LinksServer refusingAbove(int count, int status) {
        refusedAbove = count;
        refusal = status;
        return this;
    }

    /** Takes no more than one: answers to several with nothing. */
    LinksServer takingOne() {
        onlyFirst = true;
        return this;
    }

    LinksServer backwards() {
        backwards = true;
        return this;
    }

    /** Fails a whole request over one of these. */
    LinksServer failingOver(int status, String... ids) {
        badStatus = status;
        bad.addAll(List.of(ids));
        return this;
    }

    /** Has nothing to say of these. */
    LinksServer withoutRowsFor(String... ids) {
        unknown.addAll(List.of(ids));
        return this;
    }

    static List<String> ids(Request request) {
        return Urls.params(request.uri()).stream()
                .filter(param -> param.getKey().equalsIgnoreCase("id"))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public CannedAsk.Reply apply(Request request) {
        List<String> ids = ids(request);
        if (ids.size() > refusedAbove) {
            return CannedAsk.Reply.of(refusal, "too many");
        }
        if (ids.stream().anyMatch(bad::contains)) {
            return CannedAsk.Reply.of(badStatus, "cannot do this");
        }
        boolean none = onlyFirst && ids.size() > 1;
        List<String> done = new ArrayList<>(none ? List.of() : ids.subList(0, Math.min(limit, ids.size())));
        if (backwards) {
            java.util.Collections.reverse(done);
        }
        done.removeAll(unknown);
        boolean overflow = saysOverflow && ids.size() > limit;
        return CannedAsk.Reply.of(Votables.table(
                COLUMNS,
                done.stream().map(this::row).toList(),
                overflow ? "<INFO name=\"QUERY_STATUS\" value=\"OVERFLOW\"/>" : ""));
    }

    private List<String> row(String id) {
        return Arrays.asList(
                naming.apply(id), "https://x.org/data/" + id + ".fits", null, null, "#this", "image/fits", null);
    }
}
