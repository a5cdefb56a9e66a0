package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The conversation with MAST's {@code invoke}: an answer that is not ready is asked for again, pages are read to the last. */
final class MastService {
    static final int PAGE = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(MastService.class);
    private static final int MOST_PAGES = 10_000;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(20);

    private final Ask ask;
    private final Pauses pauses;
    private final List<String> urls;

    MastService(Ask ask, Pauses pauses, List<String> urls) {
        this.ask = ask;
        this.pauses = pauses;
        this.urls = List.copyOf(urls);
    }

    /** What takes the pages of one table, in order. */
    interface Pages {
        /** @return how many rows it had */
        long take(MastPage page);
    }

    /** The result of the first address that does not fail for a passing reason. */
    <T> T first(Function<String, T> conversation) {
        Optional<TransientException> down = Optional.empty();
        for (String url : urls) {
            try {
                return conversation.apply(url);
            } catch (TransientException e) {
                LOG.warn("mast.down reason=\"{}\"", e.getMessage());
                down = Optional.of(e);
            }
        }
        throw down.orElseGet(() -> new TransientException("camelopard.mast.url names no address"));
    }

    /**
     * All pages of a table, each asked for when the one before it has been taken.
     *
     * @throws FinalException when the service reports an error, or does not come to an end
     * @throws TransientException when rows are missing in the end, or it takes too long
     */
    void pages(String url, String service, Map<String, ?> params, Pages pages) {
        long rows = 0;
        long last = 1;
        long total = -1;
        for (long number = 1; number <= last; number++) {
            try (Answer answer = complete(url, service, params, number)) {
                MastPage page = MastPage.read(answer);
                check(page, number, url);
                long more = pages.take(page);
                if (more == 0 && number < page.pages()) {
                    throw new FinalException(Urls.shown(url) + ": page " + number + " of " + page.pages()
                            + " has no rows; expected some on all but the last");
                }
                rows += more;
                last = page.pages();
                total = page.total();
            }
        }
        if (total > rows) {
            throw new TransientException(Urls.shown(url) + ": " + rows + " of " + total + " rows, then no more pages");
        }
    }

    private static void check(MastPage page, long number, String url) {
        if (!page.status().equalsIgnoreCase("COMPLETE")) {
            throw new FinalException(
                    Urls.shown(url) + ": the service reports " + page.status() + ": " + page.message());
        }
        if (page.page() != 0 && page.page() != number) {
            throw new FinalException(Urls.shown(url) + ": asked for page " + number + ", got page " + page.page());
        }
        if (page.pages() > MOST_PAGES) {
            throw new FinalException(
                    Urls.shown(url) + ": " + page.pages() + " pages, more than " + MOST_PAGES + "; ask for less");
        }
    }

    private Answer complete(String url, String service, Map<String, ?> params, long page) {
        Duration waited = Duration.ZERO;
        Duration pause = FIRST_PAUSE;
        while (true) {
            Answer answer = ask.ask(request(url, service, params, page));
            if (!executing(answer)) {
                return answer;
            }
            if (waited.compareTo(LONGEST_WAIT) > 0 || !pauses.pause(pause)) {
                throw new TransientException(Urls.shown(url) + ": still EXECUTING after " + waited.toSeconds() + " s");
            }
            waited = waited.plus(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    /** An answer that is not ready, or none, is closed. */
    private static boolean executing(Answer answer) {
        boolean ready = false;
        try {
            Faults.check(answer, Protocol.MAST);
            ready = !MastPage.read(answer).status().equalsIgnoreCase("EXECUTING");
            return !ready;
        } finally {
            if (!ready) {
                answer.close();
            }
        }
    }

    private static Request request(String url, String service, Map<String, ?> params, long page) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("service", service);
        request.put("params", params);
        request.put("format", "json");
        request.put("pagesize", PAGE);
        request.put("page", page);
        List<Map.Entry<String, String>> form = List.of(Map.entry("request", MastPage.write(request)));
        return Request.post(url, form, Request.AS_CONFIGURED, service);
    }

    /** A GET beside the service, such as {@code ../v0.1/path_lookup/}. */
    Answer get(String url, String relative, List<Map.Entry<String, String>> params, String purpose) {
        return ask.ask(Request.get(Urls.resolve(url, relative), params, 16L << 20, purpose));
    }
}
