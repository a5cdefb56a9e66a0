package io.camelopard.transfer;

import io.camelopard.MisuseException;
import java.io.Closeable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The clients of the S3 SDK, one a region, made when they are first needed, since many a process never needs one.
 *
 * <p>They send no checksum that is not required and no {@code aws-chunked} body, which some servers refuse and others store
 * as it is; they do not repeat requests, since whoever asks does that. Thread-safe; closing cuts all transfers.
 */
final class S3Clients implements Closeable {
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}");
    private static final int MAX_BUCKETS = 10_000;

    private final S3Settings settings;
    private final ClientSettings network;
    private final Map<String, S3Client> byRegion = new ConcurrentHashMap<>();
    private final Map<String, String> regions = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MAX_BUCKETS;
        }
    });
    private @Nullable RemoteClient remote;
    private @Nullable S3Http http;
    private boolean closed;

    S3Clients(S3Settings settings, ClientSettings network) {
        this.settings = settings;
        this.network = network;
    }

    /** The region in which a bucket is taken to be. */
    String region(String bucket) {
        return regions.getOrDefault(bucket, settings.region());
    }

    /**
     * Remembers where a bucket is said to be.
     *
     * @return whether that is news; what is no region's name never is
     */
    boolean tell(String bucket, @Nullable String region) {
        boolean news = region != null && REGION.matcher(region).matches() && !region.equals(region(bucket));
        if (news) {
            regions.put(bucket, region);
        }
        return news;
    }

    S3Client of(String bucket) {
        return byRegion.computeIfAbsent(region(bucket), this::client);
    }

    private S3Client client(String region) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(http())
                .region(Region.of(region))
                .credentialsProvider(credentials())
                .forcePathStyle(settings.pathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(service -> service.chunkedEncodingEnabled(false))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()));
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        return builder.build();
    }

    /** @throws MisuseException if requests are to be signed and there is nothing to sign them with */
    void checkCredentials() {
        if (settings.anonymous()) {
            return;
        }
        try (DefaultCredentialsProvider chain =
                DefaultCredentialsProvider.builder().build()) {
            chain.resolveCredentials();
        } catch (SdkClientException e) {
            throw new MisuseException(
                    "camelopard.s3.anonymous = false, and there are no credentials: "
                            + S3Url.shown(String.valueOf(e.getMessage())),
                    e);
        }
    }

    private AwsCredentialsProvider credentials() {
        return settings.anonymous()
                ? AnonymousCredentialsProvider.create()
                : DefaultCredentialsProvider.builder().build();
    }

    private synchronized S3Http http() {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
        if (http == null) {
            remote = settings.caBundle() == null
                    ? new RemoteClient(network)
                    : new RemoteClient(network, CaBundle.strategy(settings.caBundle()));
            http = new S3Http(remote);
        }
        return http;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (remote != null) {
            remote.close();
        }
        byRegion.values().forEach(S3Client::close);
    }
}
