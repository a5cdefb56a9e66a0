package io.camelopard.flow;

import io.camelopard.transfer.Partial;
import io.camelopard.transfer.Staged;
import io.camelopard.transfer.Staging;
import io.camelopard.transfer.Version;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with broken transfers (DESIGN, rule 3): what is there of a product is asked for no more, and what comes is put behind
 * it only if it is the rest of the same version. A server that answers ranges wrongly is asked for none again. Thread-safe.
 */
final class Ranges {
    private static final int PARTIAL = 206;
    private static final int UNSATISFIABLE = 416;
    private static final int CHANGED = 412;
    /** What servers say to a range, though the whole file is there: the last two to the header itself. */
    private static final Set<Integer> REFUSED = Set.of(CHANGED, UNSATISFIABLE, 400, 501);

    private static final int REMEMBERED = 1000;

    private final Staging staging;
    /** Servers, and products by their keys. */
    private final Set<String> without = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }));

    Ranges(Staging staging) {
        this.staging = staging;
    }

    /**
     * The headers of a request: those for the rest of what is there, or those of the fetch, never both; which it is, is kept for
     * the answer.
     *
     * @param url that is asked
     */
    Map<String, String> headers(Exchange exchange, Fetch fetch, String url) {
        Optional<Partial> there = isAskedFor(fetch, url) ? staging.partial(fetch.key(), url) : Optional.empty();
        exchange.setVariable(Vars.PARTIAL, there.orElse(null));
        Attempt attempt = exchange.getVariable(Vars.ATTEMPT, Attempt.class);
        if (attempt != null) {
            there.ifPresent(partial -> attempt.goesOnAt(partial.length()));
        }
        return there.map(Partial::headers).orElse(fetch.headers());
    }

    private boolean isAskedFor(Fetch fetch, String url) {
        return fetch.use() == Fetch.Use.PRODUCT && !without.contains(server(url)) && !without.contains(fetch.key());
    }

    private static String server(String url) {
        return url.replaceFirst("(?s)^([a-zA-Z0-9]+://[^/?#]*).*$", "$1");
    }

    /** Whether a status is an answer to a request for the rest, and not a failure of the product. */
    static boolean isAnswer(int status, @Nullable Partial there) {
        return there != null && (status == PARTIAL || REFUSED.contains(status));
    }

    /** Whether an answer has the rest in its body; else what is there is the whole. */
    static boolean isRest(int status) {
        return status == PARTIAL;
    }

    /**
     * Opens the file that the body of an answer with a whole product goes into.
     *
     * @param length of it, where the answer tells
     * @param there what was asked for the rest of, and the server sends the whole
     */
    Staged open(Fetch fetch, String url, Map<String, String> headers, @Nullable Long length, @Nullable Partial there) {
        if (fetch.use() != Fetch.Use.PRODUCT) {
            return staging.open(fetch.key());
        }
        Version version = Version.of(url, headers, length).orElse(null);
        if (there != null && there.version().equals(version)) {
            without.add(server(url));
        }
        return staging.open(fetch.key(), version);
    }

    /**
     * Opens what is there, to go on with it by an answer to a request for the rest.
     *
     * @throws Spoilt for an answer that does not fit; then what was there is gone
     */
    Staged resume(Fetch fetch, String url, int status, Map<String, String> headers, Partial there) {
        Optional<String> objection = objection(status, headers, there);
        if (objection.isEmpty()) {
            return staging.resume(fetch.key(), there, headers);
        }
        staging.forget(fetch.key());
        if (status != CHANGED) {
            without.add(server(url));
        }
        throw new Spoilt(
                "%s: after %d bytes the rest was asked for, and the answer has status %d: %s; it is fetched from its start"
                        .formatted(Places.shown(url), there.length(), status, objection.get()),
                null);
    }

    private static Optional<String> objection(int status, Map<String, String> headers, Partial there) {
        return switch (status) {
            case PARTIAL -> there.objection(headers);
            case UNSATISFIABLE -> there.isWhole(headers) ? Optional.empty() : Optional.of("there is no such rest");
            case CHANGED -> Optional.of("it is of another version");
            default -> Optional.of("it refuses the request");
        };
    }

    /** What was put together is no good: this product is fetched in one piece from now on. */
    void distrust(Fetch fetch) {
        without.add(fetch.key());
    }
}
