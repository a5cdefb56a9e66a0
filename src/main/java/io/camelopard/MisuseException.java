package io.camelopard;

import org.jspecify.annotations.Nullable;

/** The harvest, the configuration or the command is wrong: nothing is tried, the user is told. */
public class MisuseException extends RuntimeException {
    public MisuseException(String message) {
        this(message, null);
    }

    public MisuseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
