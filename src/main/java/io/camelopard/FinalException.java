package io.camelopard;

import org.jspecify.annotations.Nullable;

/** A failure that will not pass: the next alternative is tried, then the dead letters get it with this reason. */
public class FinalException extends RuntimeException {
    public FinalException(String message) {
        this(message, null);
    }

    public FinalException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
