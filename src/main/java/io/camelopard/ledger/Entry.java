package io.camelopard.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A product in the account of one run.
 *
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
        @Nullable String outcome,
        @Nullable String reason,
        @Nullable FailureClass failure,
        String url,
        int attempts,
        @Nullable String storeRoot,
        @Nullable String path,
        @Nullable Long bytes,
        @Nullable String sha256,
        Instant updated) {}
