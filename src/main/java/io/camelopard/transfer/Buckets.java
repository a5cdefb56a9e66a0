package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import java.io.Closeable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Reads objects and folders of S3, and gives buckets to store in. A folder is what has a prefix up to a slash.
 *
 * <p>A bucket is asked in the region that was told of it, else in the configured one; where the server names another, once
 * more there. Thread-safe. Whoever makes it closes it, which cuts all transfers at their connection.
 */
public final class Buckets implements Closeable {
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).withZone(ZoneOffset.UTC);

    private final S3Clients clients;
    private final S3Settings settings;

    /** Makes no client yet. */
    public Buckets(S3Settings settings, ClientSettings network) {
        this.settings = settings;
        this.clients = new S3Clients(settings, network);
    }

    /** Whose limits requests to a bucket count against. */
    public String host(String bucket) {
        return settings.host(bucket);
    }

    /** Remembers the region that a remote side tells for a bucket; what is no name of a region is passed over. */
    public void tell(String bucket, @Nullable String region) {
        clients.tell(bucket, region);
    }

    /** @throws MisuseException if requests are to be signed and there is nothing to sign them with */
    void checkCredentials() {
        clients.checkCredentials();
    }

    /**
     * A bucket to store in. It is not asked anything yet.
     *
     * @param partBytes at least 5 MiB, which is the least that S3 takes
     */
    public BucketStore store(String bucket, Uploads uploads, long partBytes) {
        return new BucketStore(this, bucket, uploads, partBytes);
    }

    /**
     * Opens an object.
     *
     * @param conditions {@code If-None-Match} and {@code If-Modified-Since}; or {@code Range} and {@code If-Range},
     *     which here is a condition of the request: status 412 where it is another object by now
     * @throws TransientException when there is no answer
     * @throws FinalException when the address is refused, and for what is no object
     */
    public Opened open(S3Url url, Map<String, String> conditions) {
        String range = conditions.get("If-Range");
        GetObjectRequest.Builder request = GetObjectRequest.builder()
                .bucket(url.checkObject().bucket())
                .key(url.key())
                .range(conditions.get("Range"))
                .ifMatch(etag(range))
                .ifUnmodifiedSince(instant(range))
                .ifNoneMatch(conditions.get("If-None-Match"))
                .ifModifiedSince(instant(conditions.get("If-Modified-Since")));
        try {
            ResponseInputStream<GetObjectResponse> object = asked(url, client -> client.getObject(request.build()));
            SdkHttpResponse response = object.response().sdkHttpResponse();
            return new Opened(response.statusCode(), headers(response), null, object);
        } catch (S3Exception e) {
            return Opened.nothing(e.statusCode(), headers(S3Failure.response(e)), reason(url, e));
        }
    }

    private static @Nullable String etag(@Nullable String validator) {
        return validator != null && validator.startsWith("\"") ? validator : null;
    }

    /**
     * Lists what stands directly in a folder, files and folders, page by page to the end.
     *
     * @param limit most entries
     * @throws TransientException when it may work later
     * @throws FinalException when it may not, and for more entries than the limit or a listing that goes in a circle
     */
    public void list(S3Url folder, long limit, Consumer<FolderEntry> entries) {
        Set<String> tokens = new HashSet<>();
        long count = 0;
        String token = null;
        do {
            ListObjectsV2Response page = page(folder, token);
            count += 1L + page.contents().size() + page.commonPrefixes().size();
            if (count > limit) {
                throw new FinalException("%s: the listing has more than the %d entries allowed"
                        .formatted(S3Url.shown(folder.toString()), limit));
            }
            page.contents().forEach(object -> file(folder, object, entries));
            page.commonPrefixes().forEach(prefix -> folder(folder, prefix.prefix(), entries));
            token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
            if (token != null && !tokens.add(Digests.sha256(token))) {
                throw new FinalException("%s: the listing repeats its continuation token and would never end"
                        .formatted(S3Url.shown(folder.toString())));
            }
        } while (token != null);
    }

    private ListObjectsV2Response page(S3Url folder, @Nullable String token) {
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(folder.bucket())
                .prefix(folder.key())
                .delimiter("/")
                .continuationToken(token)
                .build();
        try {
            ListObjectsV2Response page = asked(folder, client -> client.listObjectsV2(request));
            if (Boolean.TRUE.equals(page.isTruncated()) && page.nextContinuationToken() == null) {
                throw new FinalException("%s: the listing is cut off and says not where it goes on"
                        .formatted(S3Url.shown(folder.toString())));
            }
            return page;
        } catch (S3Exception e) {
            throw S3Failure.of(folder, e.statusCode(), reason(folder, e), S3Failure.response(e));
        }
    }

    private static void file(S3Url folder, S3Object object, Consumer<FolderEntry> entries) {
        String key = object.key();
        // An object with the name of the folder itself is what some tools make to show an empty one.
        if (key.startsWith(folder.key()) && key.length() > folder.key().length()) {
            entries.accept(new FolderEntry(
                    key.substring(folder.key().length()),
                    new S3Url(folder.bucket(), key).toString(),
                    false,
                    object.size(),
                    object.lastModified(),
                    object.eTag()));
        }
    }

    private static void folder(S3Url folder, String prefix, Consumer<FolderEntry> entries) {
        if (prefix.startsWith(folder.key())
                && prefix.endsWith("/")
                && prefix.length() > folder.key().length()) {
            String name = prefix.substring(folder.key().length(), prefix.length() - 1);
            String url = new S3Url(folder.bucket(), prefix).toString();
            entries.accept(new FolderEntry(name, url, true, null, null, null));
        }
    }

    /** Once more where the server says that the bucket is in another region. */
    <T> T asked(S3Url url, Function<S3Client, T> question) {
        Supplier<T> asked = () -> question.apply(clients.of(url.bucket()));
        try {
            return S3Failure.unwrapped(url, asked);
        } catch (S3Exception e) {
            if (!clients.tell(url.bucket(), region(e))) {
                throw e;
            }
            return S3Failure.unwrapped(url, asked);
        }
    }

    private static @Nullable String region(S3Exception e) {
        SdkHttpResponse response = S3Failure.response(e);
        return response == null
                ? null
                : response.firstMatchingHeader("x-amz-bucket-region").orElse(null);
    }

    private String reason(S3Url url, S3Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null || details.errorCode() == null ? "" : details.errorCode();
        String words = details == null || details.errorMessage() == null ? "" : ": " + details.errorMessage();
        String region = e.statusCode() == 301 ? "; asked in region " + clients.region(url.bucket()) : "";
        return S3Url.shown(code + words) + region;
    }

    private static Map<String, String> headers(@Nullable SdkHttpResponse response) {
        Map<String, String> headers = new HashMap<>();
        if (response != null) {
            response.forEachHeader((name, values) -> {
                if (Headers.isKept(name) && !values.isEmpty()) {
                    headers.put(name.toLowerCase(Locale.ROOT), values.get(0));
                }
            });
        }
        // Some clients leave this on their objects, which are no chunks any more.
        headers.computeIfPresent("content-encoding", (name, coding) -> withoutChunks(coding));
        return headers;
    }

    private static @Nullable String withoutChunks(String coding) {
        String rest = coding.replaceFirst("(?i)^\\s*aws-chunked\\s*,?\\s*", "");
        return rest.isEmpty() ? null : rest;
    }

    private static @Nullable Instant instant(@Nullable String date) {
        try {
            return date == null ? null : Instant.from(HTTP_DATE.parse(date));
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    @Override
    public void close() {
        clients.close();
    }
}
