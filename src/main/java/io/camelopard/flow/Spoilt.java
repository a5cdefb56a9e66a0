package io.camelopard.flow;

import io.camelopard.TransientException;
import org.jspecify.annotations.Nullable;

/**
 * What there was of a product could not be gone on with and has been thrown away: it is fetched from its start, at once, and
 * that is no further retry.
 */
final class Spoilt extends TransientException {
    private static final long serialVersionUID = 1L;

    Spoilt(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
