package io.camelopard.transfer;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where S3 is and how it is talked to ({@code camelopard.s3.*}).
 *
 * @param endpoint of a server that speaks S3; null: AWS
 * @param region of buckets that nothing else is known of
 * @param anonymous requests are not signed; else with the credentials of the AWS default chain
 * @param pathStyle the bucket stands in the path and not in the host name
 * @param caBundle PEM certificates of authorities to trust besides those of this Java; null: none
 */
public record S3Settings(
        @Nullable URI endpoint,
        String region,
        boolean anonymous,
        boolean pathStyle,
        @Nullable Path caBundle) {

    /** Whose limits requests to a bucket count against: the host that they go to. */
    public String host(String bucket) {
        String authority = endpoint == null ? "s3.amazonaws.com" : endpoint.getAuthority();
        return pathStyle ? authority : bucket + "." + authority;
    }
}
