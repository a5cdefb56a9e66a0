package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the exceptions of the S3 SDK mean for us. */
final class S3Failure {
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);
    /** What a server says that can take nothing for now; the names are those of several makes of servers. */
    private static final Set<Integer> BUSY = Set.of(429, 503, 507);

    private static final Set<String> BUSY_CODES = Set.of(
            "SlowDown",
            "ServiceUnavailable",
            "TooManyRequests",
            "QuotaExceeded",
            "XMinioAdminBucketQuotaExceeded",
            "XMinioStorageFull",
            "InsufficientStorage",
            "InsufficientStorageCapacity",
            "NotEnoughDiskSpace");
    /** Of 400 and 403, those that say nothing about the next request; and of 200, which is said before it is known. */
    private static final Set<String> PASSING_CODES = Set.of(
            "BadDigest",
            "IncompleteBody",
            "InternalError",
            "RequestTimeout",
            "OperationAborted",
            "ConditionalRequestConflict",
            "RequestTimeTooSkewed",
            "ExpiredToken");

    private S3Failure() {}

    /** Of an answer that is an error. */
    static RuntimeException of(S3Url url, int status, String reason, @Nullable SdkHttpResponse response) {
        String message = "%s: status %d, %s".formatted(S3Url.shown(url.toString()), status, reason);
        return PASSING.contains(status)
                ? new TransientException(message, null, retryAfter(response))
                : new FinalException(message);
    }

    /** Of an error that came of storing. */
    static RuntimeException ofStore(S3Url url, S3Exception e) {
        int status = e.statusCode();
        String code = code(e);
        String message = "%s: status %d%s".formatted(S3Url.shown(url.toString()), status, words(e));
        if (BUSY.contains(status) || BUSY_CODES.contains(code)) {
            return new StoreBusy(message, e, rest(response(e)));
        }
        if (PASSING.contains(status) || PASSING_CODES.contains(code)) {
            return new TransientException(message, e, retryAfter(response(e)));
        }
        if (code.equals("NoSuchBucket")) {
            return new MisuseException(message + "; there is no bucket " + url.bucket(), e);
        }
        if (status == 401 || status == 403) {
            return new MisuseException(
                    message + "; the bucket lets us not in (camelopard.s3.anonymous, credentials)", e);
        }
        return new FinalException(message, e);
    }

    /** Never absent: what a server says of itself is not asked for again at once. */
    private static Duration rest(@Nullable SdkHttpResponse response) {
        Duration asked = retryAfter(response);
        return asked == null ? Duration.ZERO : asked;
    }

    /** The error's name; empty where the answer has none. */
    static String code(S3Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    /** Whether a server does not know what a header wants of it. */
    static boolean isNotImplemented(S3Exception e) {
        return e.statusCode() == 501 || code(e).equals("NotImplemented");
    }

    /** Whether a server does not know this kind of request, whatever its headers are. */
    static boolean isUnknownRequest(S3Exception e) {
        return e.statusCode() == 405 || isNotImplemented(e);
    }

    /** Its name and its message, after a comma; some servers give neither. */
    private static String words(S3Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String message = details == null || details.errorMessage() == null ? "" : details.errorMessage();
        String code = code(e);
        return S3Url.shown((code.isEmpty() ? "" : ", " + code) + (message.isEmpty() ? "" : ": " + message));
    }

    static @Nullable SdkHttpResponse response(S3Exception e) {
        return e.awsErrorDetails() == null ? null : e.awsErrorDetails().sdkHttpResponse();
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
