package io.camelopard.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A product to be owed. It is known by {@code store} and {@code identity}; everything else may change from run to run.
 *
 * @param store the harvest's {@code store.to} as written
 * @param host whose limit it counts against
 * @param link the link it came from, as JSON
 * @param relative of a directory's file: its path below the directory
 * @param length as listed, as are {@code modified} and {@code etag}; what differs from the last time makes it fetched again
 */
public record NewProduct(
        String store,
        String identity,
        Kind kind,
        String url,
        String host,
        String link,
        @Nullable String relative,
        @Nullable Long length,
        @Nullable Instant modified,
        @Nullable String etag) {}
