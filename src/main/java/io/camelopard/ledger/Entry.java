package io.camelopard.ledger;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A product in the account of one run.
 *
 * @param alternative the harvest's number of the alternative, from 0
 * @param degraded whether that is not the first alternative that matched
 * @param better why what would have been better was not stored
 * @param parent the product that it was made of; null: it was fetched
 * @param made what the steps of {@code refine} did and said, as JSON
 * @param outcome how it ended for this run: null (not yet), {@code stored}, {@code skipped}, {@code failed},
 *     {@code superseded} (by another alternative, not counted) or {@code listed} (a directory, not counted)
 */
public record Entry(
        long product,
        String identity,
        Kind kind,
        String context,
        String link,
        int alternative,
        boolean degraded,
        List<Better> better,
        @Nullable String outcome,
        @Nullable String reason,
        @Nullable FailureClass failure,
        String url,
        int attempts,
        @Nullable String storeRoot,
        @Nullable String path,
        @Nullable Long bytes,
        @Nullable String sha256,
        @Nullable Long parent,
        @Nullable String made,
        Instant updated) {}
