package io.camelopard;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A failure that may pass: the same thing is tried again later, not before {@link #retryAfter()} where it is known. */
public class TransientException extends RuntimeException {
    private final @Nullable Duration retryAfter;

    public TransientException(String message) {
        this(message, null, null);
    }

    public TransientException(String message, @Nullable Throwable cause) {
        this(message, cause, null);
    }

    public TransientException(String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    /** How long the remote side asked to be left alone, if it did ({@code Retry-After}, RFC 9110 section 10.2.3). */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
