package io.camelopard.harvest;

import org.jspecify.annotations.Nullable;

/**
 * Where products go.
 *
 * @param to {@code file:path} below the store, or {@code s3://bucket/prefix}
 * @param name null: the default name
 */
public record StoreSpec(Template to, @Nullable Template name, Existing existing, boolean revalidate) {

    /** What happens to a stored product that has changed at its source. */
    public enum Existing {
        REPLACE,
        SKIP,
        KEEP_BOTH
    }

    public boolean s3() {
        return to.text().startsWith("s3://");
    }
}
