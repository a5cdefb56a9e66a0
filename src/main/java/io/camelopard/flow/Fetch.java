package io.camelopard.flow;

import io.camelopard.vo.Request;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What direct:fetch is to get.
 *
 * @param use what the answer is for, which decides what is checked
 * @param method of HTTP
 * @param url as the remote side gave it, or another place where the same is
 * @param form the form of a POST, encoded
 * @param multipart in place of the form, a spooled {@code multipart/form-data}
 * @param redirects whether they are followed; else one is the answer
 * @param patient whether a status that may pass is a failure and not the answer to a question
 * @param headers conditional ones, at most
 * @param limit bytes of the answer that are taken
 * @param key the name of its file in staging, and what it is called in the ledger
 * @param contentType what the answer was announced to be, for products
 */
record Fetch(
        Use use,
        String method,
        String url,
        @Nullable String form,
        @Nullable Multipart multipart,
        boolean redirects,
        boolean patient,
        Map<String, String> headers,
        long limit,
        String key,
        @Nullable String contentType) {

    /** What the answer is for. */
    enum Use {
        /** An answer of a service: every status is an answer. */
        QUESTION("camelopard.limits.metadata"),
        /** A page that lists a folder. */
        LISTING("camelopard.limits.listing"),
        /** A file to store. */
        PRODUCT("camelopard.limits.product"),
        /** A file to store that a service makes, which has its own words for why it does not. */
        CUTOUT("camelopard.limits.product");

        private final String limitKey;

        Use(String limitKey) {
            this.limitKey = limitKey;
        }

        boolean isStored() {
            return this == PRODUCT || this == CUTOUT;
        }

        /** The configuration key of what is taken at most. */
        String limitKey() {
            return limitKey;
        }
    }

    Fetch {
        headers = Map.copyOf(new LinkedHashMap<>(headers));
    }

    /** Whether it is asked by HTTP. */
    public boolean isHttp() {
        return Places.isHttp(url);
    }

    /** The same from another place. */
    Fetch from(String place) {
        return new Fetch(use, method, place, form, multipart, redirects, patient, headers, limit, key, contentType);
    }

    /** One whose redirects are followed and whose passing statuses are failures. */
    Fetch(
            Use use,
            String method,
            String url,
            @Nullable String form,
            Map<String, String> headers,
            long limit,
            String key,
            @Nullable String contentType) {
        this(use, method, url, form, null, true, true, headers, limit, key, contentType);
    }

    /** @param multipart null where the request has no files */
    static Fetch question(Request request, @Nullable Multipart multipart, long limit, String key) {
        boolean form = request.method().equals("POST") && multipart == null;
        return new Fetch(
                Use.QUESTION,
                request.method(),
                request.uri(),
                form ? request.form() : null,
                multipart,
                request.redirects(),
                request.patient(),
                Map.of(),
                Math.min(limit, request.maxBytes()),
                key,
                null);
    }
}
