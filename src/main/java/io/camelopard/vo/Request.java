package io.camelopard.vo;

import java.util.List;
import java.util.Map;

/**
 * One request to a service.
 *
 * @param method {@code GET} or {@code POST}
 * @param url the address as the service, the registry or the user wrote it; it may have a query of its own
 * @param params sent in this order, repeated names included: in the query of a GET, as the form of a POST
 * @param maxBytes the answer is abandoned above this; whoever sends it may have a lower limit
 * @param purpose what it is for, in a few words for a log line
 */
public record Request(
        String method, String url, List<Map.Entry<String, String>> params, long maxBytes, String purpose) {
    /** For answers that are only limited by the configuration, such as those of a search. */
    public static final long AS_CONFIGURED = Long.MAX_VALUE;

    public Request {
        params = List.copyOf(params);
    }

    public static Request get(String url, List<Map.Entry<String, String>> params, long maxBytes, String purpose) {
        return new Request("GET", url, params, maxBytes, purpose);
    }

    public static Request get(String url, long maxBytes, String purpose) {
        return get(url, List.of(), maxBytes, purpose);
    }

    public static Request post(String url, List<Map.Entry<String, String>> params, long maxBytes, String purpose) {
        return new Request("POST", url, params, maxBytes, purpose);
    }

    /** The address to ask: with the parameters for a GET, without them for any other method. */
    public String uri() {
        return method.equals("GET") ? Urls.append(url, params) : url;
    }

    /** The parameters as {@code application/x-www-form-urlencoded}. */
    public String form() {
        return Urls.query(params);
    }
}
