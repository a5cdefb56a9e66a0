package io.camelopard.transfer;

import io.camelopard.TransientException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A store takes nothing for now, be it full, overloaded or away. That says nothing about what was to be stored. */
public final class StoreBusy extends TransientException {
    public StoreBusy(String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(message, cause, retryAfter);
    }
}
