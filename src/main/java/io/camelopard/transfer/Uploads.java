package io.camelopard.transfer;

import java.util.Optional;

/**
 * The account of uploads in parts: what is begun and not ended costs its owner money, and nobody sees it. Thread-safe.
 *
 * @see BucketStore
 */
public interface Uploads {
    /**
     * One that a server has begun.
     *
     * @param sha256 of the file that it is of
     */
    record Begun(String uploadId, String sha256) {}

    /** What is known of an upload to a path that has not ended. */
    Optional<Begun> find(String root, String path);

    /** An upload is about to be begun; told before the server is asked, so that one whose answer never came can be found. */
    void begin(String root, String path, String sha256);

    /** The server has begun it. */
    void begun(String root, String path, String uploadId);

    /** It is complete, or given up, or the server does not know it any more. */
    void ended(String root, String path);
}
