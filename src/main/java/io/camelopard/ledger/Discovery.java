package io.camelopard.ledger;

import org.jspecify.annotations.Nullable;

/** How discovery ended. {@code error} is the last error of a target that failed although the run goes on. */
public record Discovery(
        long rows,
        long selected,
        long targets,
        long targetsFailed,
        boolean overflow,
        @Nullable String error) {}
