package io.camelopard.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The place of a file that is made of a product.
 *
 * @param path below its store's root
 * @param sha256 of what is stored there; null: nothing
 * @param intended of what was about to get the path before, whether it did or not
 */
public record Derived(
        long id,
        String path,
        @Nullable String sha256,
        @Nullable String intended) {}
