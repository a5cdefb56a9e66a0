package io.camelopard.transfer;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The account of what is on its way into a bucket: an upload in parts that is begun and not ended costs its owner money and
 * nobody sees it, and an object that nobody has recorded yet is known by it. Thread-safe.
 *
 * @see BucketStore
 */
public interface Uploads {
    /**
     * One that is not recorded as stored.
     *
     * @param sha256 of the file that it is of
     * @param uploadId of an upload in parts that has not ended; null where none is known
     * @param since when it was about to be begun
     */
    record Begun(String sha256, @Nullable String uploadId, Instant since) {}

    Optional<Begun> find(String root, String path);

    /** A file is about to be sent; told before the server is, so that what came of it can be found if its answer is lost. */
    void begin(String root, String path, String sha256);

    /** The server has begun an upload in parts. */
    void begun(String root, String path, String uploadId);

    /** That is complete, or given up, or the server does not know it any more. */
    void ended(String root, String path);
}
