package io.camelopard.flow;

import io.camelopard.transfer.Received;
import io.camelopard.transfer.ServerDigest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file that has come into staging, with what its server said of it.
 *
 * @param status 206 where only the rest of it came; another than 200, and the headers say nothing of the file
 * @param url where it came from
 * @param headers by lower-case name
 * @param decoded whether its bytes are not those on the wire
 * @param before the digest that an answer with what is before the rest gave, where only that came; null where none did
 */
record Arrival(
        Fetch fetch,
        int status,
        String url,
        Map<String, String> headers,
        boolean decoded,
        Path file,
        Received received,
        @Nullable ServerDigest before) {

    /** The length that the server announced of what is in the file. */
    @Nullable Long announced() {
        return decoded ? null : Fetching.length(headers);
    }

    /** Whether it ended where the connection did, be that its end or not. */
    boolean isOpenEnded() {
        return Places.isHttp(fetch.url())
                && !headers.containsKey("content-length")
                && !headers.containsKey("transfer-encoding");
    }

    Optional<ServerDigest> digest() {
        Optional<ServerDigest> given = !decoded && (status == 200 || status == 206)
                ? ServerDigest.of(headers, status == 200)
                : Optional.empty();
        return given.or(() -> Optional.ofNullable(before));
    }
}
