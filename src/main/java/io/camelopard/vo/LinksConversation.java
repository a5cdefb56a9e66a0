package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.votable.Limits;
import io.camelopard.votable.Row;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks one links service for many datasets in few requests. A request that fails is asked again in halves, down to the one
 * dataset that makes it fail, so that it fails no other; a service that is down or wants to be left alone is asked no more.
 */
final class LinksConversation {
    /** One dataset, the rows it is for, and its own URL where it has one. */
    record Wanted(String id, @Nullable String url, List<Row> rows) {}

    /** Links, or why there are none. */
    record Outcome(List<Link> links, @Nullable RuntimeException failure) {}

    private record Reply(
            @Nullable LinksDocument document, @Nullable RuntimeException failure, int status) {}

    /** Datasets of one request; {@code half} of a larger one that failed. */
    private record Chunk(List<Wanted> wanted, @Nullable Halves half) {
        int size() {
            return wanted.size();
        }

        List<String> ids() {
            return wanted.stream().map(Wanted::id).toList();
        }
    }

    /** A request that failed, and how many of its halves did not. */
    private static final class Halves {
        private final int size;
        private int good;

        Halves(int size) {
            this.size = size;
        }
    }

    private static final Set<Integer> TOO_LONG = Set.of(413, 414, 431);

    // Of a gateway or a program that broke over what it was asked; any other passing failure is of the whole service.
    private static final Set<Integer> OF_THE_REQUEST = Set.of(500, 502, 504);

    private static final List<Duration> AGAIN = List.of(Duration.ofSeconds(1), Duration.ofSeconds(3));

    // More than it takes to get from the largest request down to its one bad dataset.
    private static final int PATIENCE = 16;

    private final Ask ask;
    private final Limits limits;
    private final LinksService service;
    private final BatchSize size;
    private final Deque<Chunk> todo = new ArrayDeque<>();
    private final Map<String, Outcome> outcomes = new HashMap<>();
    private int failuresInARow;
    private @Nullable RuntimeException down;

    LinksConversation(Ask ask, Limits limits, LinksService service, BatchSize size) {
        this.ask = ask;
        this.limits = limits;
        this.service = service;
        this.size = size;
    }

    /** An outcome for each, by its identifier. Those with an error that may pass are asked for again, after a while. */
    Map<String, Outcome> ask(List<Wanted> all, Pauses pauses) {
        ask(all);
        for (Duration pause : AGAIN) {
            List<Wanted> passing = all.stream()
                    .filter(one -> isPassing(outcomes.get(one.id())))
                    .toList();
            if (passing.isEmpty() || down != null || !pauses.pause(pause)) {
                break;
            }
            ask(passing);
        }
        return outcomes;
    }

    // An error of one dataset stands in a good document (DataLink 1.1, section 3.4).
    private static boolean isPassing(@Nullable Outcome outcome) {
        return outcome != null && outcome.links().stream().anyMatch(link -> "TransientFault".equals(link.fault()));
    }

    private void ask(List<Wanted> all) {
        todo.add(new Chunk(all, null));
        while (!todo.isEmpty()) {
            Chunk chunk = next();
            if (down == null) {
                handle(chunk, fetch(chunk.wanted()));
            } else {
                fail(chunk, down);
            }
        }
    }

    private Chunk next() {
        Chunk chunk = todo.remove();
        int count = Math.min(size.current(), service.fitting(chunk.ids()));
        if (chunk.size() <= count) {
            return chunk;
        }
        todo.addFirst(new Chunk(chunk.wanted().subList(count, chunk.size()), null));
        return new Chunk(chunk.wanted().subList(0, count), null);
    }

    private Reply fetch(List<Wanted> wanted) {
        Request request = wanted.size() == 1 && wanted.get(0).url() != null
                ? Request.get(wanted.get(0).url(), LinksService.MAX_ANSWER, "links of one dataset")
                : service.request(wanted.stream().map(Wanted::id).toList());
        try (Answer answer = ask.ask(request)) {
            return read(answer);
        } catch (TransientException | FinalException e) {
            return new Reply(null, e, 0);
        }
    }

    private Reply read(Answer answer) {
        try {
            Faults.check(answer, LinksDocument.DALI);
            return new Reply(LinksDocument.read(answer.body(), answer.url(), limits), null, answer.status());
        } catch (TransientException | FinalException e) {
            return new Reply(null, e, answer.status());
        }
    }

    private void handle(Chunk chunk, Reply reply) {
        if (reply.failure() != null) {
            failed(chunk, reply.failure(), reply.status());
        } else if (reply.document() != null) {
            failuresInARow = 0;
            answered(chunk, reply.document());
        }
    }

    private void failed(Chunk chunk, RuntimeException failure, int status) {
        failuresInARow++;
        boolean passing = failure instanceof TransientException;
        if (passing && (!OF_THE_REQUEST.contains(status) || failuresInARow >= PATIENCE)) {
            down = failure;
        }
        if (TOO_LONG.contains(status)) {
            size.tooMany(chunk.size(), 0);
        }
        if (down != null || chunk.size() == 1) {
            fail(chunk, failure);
        } else {
            halve(chunk);
        }
    }

    private void fail(Chunk chunk, RuntimeException failure) {
        chunk.wanted().forEach(one -> outcomes.put(one.id(), new Outcome(List.of(), failure)));
    }

    private void halve(Chunk chunk) {
        Halves halves = new Halves(chunk.size());
        int middle = chunk.size() / 2;
        todo.addFirst(new Chunk(chunk.wanted().subList(middle, chunk.size()), halves));
        todo.addFirst(new Chunk(chunk.wanted().subList(0, middle), halves));
    }

    private void answered(Chunk chunk, LinksDocument document) {
        if (chunk.size() == 1) {
            one(chunk.wanted().get(0), document);
            good(chunk);
            return;
        }
        Map<String, List<Link>> matched = new LinksMatch(chunk.wanted()).match(document.groups());
        if (matched == null) {
            size.oneByOne();
            todo.addFirst(new Chunk(chunk.wanted(), null));
        } else if (matched.isEmpty()) {
            nothing(chunk, document.overflow());
        } else {
            several(chunk, matched, document.overflow());
        }
    }

    private void one(Wanted wanted, LinksDocument document) {
        boolean cut = document.overflow() && document.links().isEmpty();
        outcomes.put(
                wanted.id(),
                cut
                        ? new Outcome(
                                List.of(),
                                new FinalException(Urls.shown(service.url())
                                        + ": OVERFLOW and no link for one dataset '" + wanted.id() + "'"))
                        : new Outcome(document.links(), null));
    }

    private void several(Chunk chunk, Map<String, List<Link>> matched, boolean overflow) {
        matched.forEach((id, links) -> outcomes.put(id, new Outcome(List.copyOf(links), null)));
        List<Wanted> missing = chunk.wanted().stream()
                .filter(one -> !matched.containsKey(one.id()))
                .collect(Collectors.toCollection(ArrayList::new));
        if (overflow && !missing.isEmpty()) {
            size.tooMany(chunk.size(), matched.size());
        } else {
            good(chunk);
        }
        // A service that stops at its limit without a word leaves the same hole, so that they are asked for again.
        if (!missing.isEmpty()) {
            todo.addFirst(new Chunk(missing, null));
        }
    }

    /** Nothing for several: there is nothing, or it does not understand several; the first one by itself decides. */
    private void nothing(Chunk chunk, boolean overflow) {
        if (overflow) {
            size.tooMany(chunk.size(), 0);
            halve(chunk);
            return;
        }
        Reply first = size.proven() ? null : fetch(chunk.wanted().subList(0, 1));
        if (first != null
                && (first.document() == null || !first.document().links().isEmpty())) {
            size.oneByOne();
            handle(new Chunk(chunk.wanted().subList(0, 1), null), first);
            todo.addFirst(new Chunk(chunk.wanted().subList(1, chunk.size()), null));
            return;
        }
        chunk.wanted().forEach(one -> outcomes.put(one.id(), new Outcome(List.of(), null)));
    }

    private void good(Chunk chunk) {
        size.answered(chunk.size());
        Halves half = chunk.half();
        if (half != null && ++half.good == 2) {
            size.tooMany(half.size, 0);
        }
    }
}
