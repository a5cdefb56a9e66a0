package io.camelopard.vo;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One request to a service.
 *
 * @param method {@code GET}, {@code POST} or {@code DELETE}, whose redirect is never followed
 * @param url the address as the service, the registry or the user wrote it; it may have a query of its own
 * @param params sent in this order, repeated names included: in the query of a GET, as the form of a POST
 * @param files sent after the params; with one a POST is {@code multipart/form-data}
 * @param redirects whether redirects are followed; else one is the answer, with its {@code Location}
 * @param patient whether it is asked again, after a while, where that may help; else every status is the answer, also one
 *     that may pass
 * @param maxBytes the answer is abandoned above this; whoever sends it may have a lower limit
 * @param purpose what it is for, in a few words for a log line
 */
public record Request(
        String method,
        String url,
        List<Map.Entry<String, String>> params,
        List<Part> files,
        boolean redirects,
        boolean patient,
        long maxBytes,
        String purpose) {
    /** For answers that are only limited by the configuration, such as those of a search. */
    public static final long AS_CONFIGURED = Long.MAX_VALUE;

    /** A file of a POST: the name of its part, its media type, and where its content is. */
    public record Part(String name, String contentType, Path content) {}

    public Request {
        params = List.copyOf(params);
        files = List.copyOf(files);
    }

    private Request(String method, String url, List<Map.Entry<String, String>> params, long maxBytes, String purpose) {
        this(method, url, params, List.of(), true, true, maxBytes, purpose);
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

    public static Request delete(String url, long maxBytes, String purpose) {
        return new Request("DELETE", url, List.of(), maxBytes, purpose);
    }

    /** The same, with files. */
    public Request with(List<Part> others) {
        return new Request(method, url, params, others, redirects, patient, maxBytes, purpose);
    }

    /** The same, sent elsewhere. */
    Request at(String other) {
        return new Request(method, other, params, files, redirects, patient, maxBytes, purpose);
    }

    /** The same, whose redirect is the answer. */
    public Request withoutRedirects() {
        return new Request(method, url, params, files, false, patient, maxBytes, purpose);
    }

    /** The same, asked once, whatever the answer is. */
    public Request once() {
        return new Request(method, url, params, files, redirects, false, maxBytes, purpose);
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
