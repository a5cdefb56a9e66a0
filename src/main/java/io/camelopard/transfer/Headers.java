package io.camelopard.transfer;

import java.util.Locale;
import java.util.Set;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpMessage;

/**
 * The headers that cross the border, by name; all others are dropped in both directions. A header of an archive that
 * Camel would take for one of its own gets no further than here, and one of a message that is no header of the request
 * does not leave.
 */
final class Headers {
    private static final Set<String> REQUEST = Set.of(
            "accept",
            "accept-language",
            "content-type",
            "content-length",
            "transfer-encoding",
            "range",
            "if-range",
            "if-match",
            "if-none-match",
            "if-modified-since",
            "if-unmodified-since",
            "prefer");

    private static final Set<String> RESPONSE = Set.of(
            "accept-ranges",
            "age",
            "allow",
            "cache-control",
            "content-digest",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-length",
            "content-location",
            "content-md5",
            "content-range",
            "content-type",
            "date",
            "digest",
            "etag",
            "expires",
            "last-modified",
            "link",
            "location",
            "repr-digest",
            "retry-after",
            "server",
            "transfer-encoding",
            "www-authenticate",
            "x-vo-authenticated",
            "x-goog-hash",
            "x-goog-stored-content-encoding",
            "x-amz-checksum-sha256",
            "x-amz-checksum-sha1",
            "x-amz-checksum-crc64nvme",
            "x-amz-checksum-crc32c",
            "x-amz-checksum-crc32",
            "x-amz-checksum-type",
            "x-amz-version-id");

    private Headers() {}

    /** Whether a header of an answer is of use. */
    static boolean isKept(String name) {
        return RESPONSE.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Leaves the request those that the protocol needs. Credentials are added afterwards, for their host. */
    static void filterRequest(HttpMessage request) {
        filter(request, REQUEST);
    }

    /** Leaves the answer those that are of use, each once: a second one of the same name is dropped. */
    static void filterResponse(HttpMessage response) {
        filter(response, RESPONSE);
    }

    private static void filter(HttpMessage message, Set<String> kept) {
        Header[] headers = message.getHeaders();
        message.setHeaders();
        for (Header header : headers) {
            if (kept.contains(header.getName().toLowerCase(Locale.ROOT)) && !message.containsHeader(header.getName())) {
                message.addHeader(header);
            }
        }
    }
}
