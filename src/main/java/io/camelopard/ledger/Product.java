package io.camelopard.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A product that was claimed, with all that is needed to fetch it.
 *
 * @param context the row and its target, as JSON
 * @param link the link it came from, as JSON
 * @param alternative the harvest's number of the alternative that it belongs to, from 0
 * @param relative of a directory's file: its path below the directory
 * @param attempts how often it was claimed since it was owed, this time included
 * @param storeRoot where {@code path} is, when one is reserved already
 * @param validator of the bytes that are stored, for a conditional request
 * @param intended SHA-256 of what was last about to get the path, whether it did or not
 */
public record Product(
        Lease lease,
        String run,
        String harvest,
        String store,
        String identity,
        Kind kind,
        String url,
        String host,
        String link,
        String context,
        int alternative,
        @Nullable String relative,
        @Nullable Long length,
        @Nullable Instant modified,
        @Nullable String etag,
        int attempts,
        @Nullable String storeRoot,
        @Nullable String path,
        @Nullable Long bytes,
        @Nullable String sha256,
        @Nullable String validator,
        @Nullable String intended) {
    public long id() {
        return lease.product();
    }
}
