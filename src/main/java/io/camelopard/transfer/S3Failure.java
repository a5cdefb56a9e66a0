package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the exceptions of the S3 SDK mean for us. */
final class S3Failure {
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

    private S3Failure() {}

    /** Of an answer that is an error. */
    static RuntimeException of(S3Url url, int status, String reason, @Nullable SdkHttpResponse response) {
        String message = "%s: status %d, %s".formatted(S3Url.shown(url.toString()), status, reason);
        return PASSING.contains(status)
                ? new TransientException(message, null, retryAfter(response))
                : new FinalException(message);
    }

    private static @Nullable Duration retryAfter(@Nullable SdkHttpResponse response) {
        return response == null
                ? null
                : response.firstMatchingHeader("Retry-After")
                        .filter(seconds -> seconds.matches("[0-9]{1,6}"))
                        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                        .orElse(null);
    }

    /**
     * Asks, with the failures of our own client as they were before the SDK put them into its own.
     *
     * @throws S3Exception for an answer that is an error
     */
    static <T> T unwrapped(S3Url url, Supplier<T> question) {
        try {
            return question.get();
        } catch (S3Exception e) {
            throw e;
        } catch (SdkException e) {
            throw own(url, e);
        }
    }

    private static RuntimeException own(S3Url url, SdkException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TransientException transientCause) {
                return new TransientException(
                        named(url, cause), e, transientCause.retryAfter().orElse(null));
            }
            if (cause instanceof FinalException) {
                return new FinalException(named(url, cause), e);
            }
        }
        // Such as credentials that are not there, or an answer that is no XML: not for this object alone, and it may
        // pass.
        return new TransientException(named(url, e), e);
    }

    private static String named(S3Url url, Throwable cause) {
        return S3Url.shown(url.toString()) + ": " + S3Url.shown(String.valueOf(cause.getMessage()));
    }
}
