package io.camelopard.flow;

import io.camelopard.FinalException;

/** A step of {@code refine} failed, and the harvest wants nothing of such a product: it is skipped. */
final class NotWanted extends FinalException {
    NotWanted(String message, Throwable cause) {
        super(message, cause);
    }
}
