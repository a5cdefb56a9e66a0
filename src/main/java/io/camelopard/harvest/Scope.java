package io.camelopard.harvest;

import org.jspecify.annotations.Nullable;

/** The names that an expression may use, with their values. */
@FunctionalInterface
public interface Scope {
    /**
     * The value of a name; null is unknown.
     *
     * @param qualifier {@code target}, {@code link}, {@code row}, or null for a bare name
     * @throws io.camelopard.MisuseException when there is no such name
     */
    @Nullable Object get(@Nullable String qualifier, String name);
}
