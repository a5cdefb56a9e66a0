package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a SODA service says where a file was asked for: a text that begins with one of the words of SODA 1.0, section 5.3,
 * whatever the status is. A result of a job can be one, too.
 */
public record SodaFault(Kind kind, String words) {
    /** What can be done about it. */
    public enum Kind {
        /** Ask with one value at a time. */
        SEVERAL,
        /** Ask again later. */
        PASSING,
        /** Nothing that the standard knows of: it may pass where the status says so. */
        ANY,
        /** Nothing. */
        FOR_GOOD
    }

    /** As much of an answer as it takes to know it. */
    public static final int HEAD = 1_000;

    private static final Pattern FAULT = Pattern.compile(
            "\\s*(Error|AuthenticationError|AuthorizationError|ServiceUnavailable"
                    + "|UsageError|MultiValuedParamNotSupported)\\b.*",
            Pattern.DOTALL);

    /** @param beginning of an answer or a result, as text */
    public static Optional<SodaFault> of(String beginning) {
        Matcher fault = FAULT.matcher(beginning);
        if (!fault.matches()) {
            return Optional.empty();
        }
        Kind kind =
                switch (fault.group(1)) {
                    case "MultiValuedParamNotSupported" -> Kind.SEVERAL;
                    case "ServiceUnavailable" -> Kind.PASSING;
                    case "Error" -> Kind.ANY;
                    default -> Kind.FOR_GOOD;
                };
        return Optional.of(new SodaFault(kind, Body.shorten(beginning)));
    }

    /** A text where a job should have a file is a fault whatever it says, such as of no overlap (SODA 1.0). */
    public static SodaFault ofResult(String beginning) {
        return of(beginning).orElseGet(() -> new SodaFault(Kind.FOR_GOOD, Body.shorten(beginning)));
    }

    /** @param where it was said, for the message */
    public RuntimeException failure(String where) {
        String message = where + ": no cutout: " + words;
        return kind == Kind.PASSING ? new TransientException(message) : new FinalException(message);
    }
}
