package io.camelopard.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What is recorded of a product that is completely at its final name.
 *
 * @param verified what vouches for the bytes: {@code digest}, {@code fits-checksum}, {@code fits-checksum-stale}, {@code
 *     gzip-checksum}, {@code structure}, {@code length}, or {@code unverifiable}
 * @param source where the bytes came from, when not from the product's own URL
 * @param made what the steps of {@code refine} did to it and said of it, as JSON; null: there were none
 */
public record Stored(
        long bytes,
        String sha256,
        @Nullable String validator,
        @Nullable String contentType,
        @Nullable String verified,
        @Nullable String source,
        @Nullable String made) {}
