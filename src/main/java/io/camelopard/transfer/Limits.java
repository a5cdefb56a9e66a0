package io.camelopard.transfer;

/**
 * What a remote side can make us hold or do at most ({@code camelopard.limits.*}).
 *
 * @param maxProductBytes largest product
 * @param maxMetadataBytes largest answer that is metadata
 * @param maxDirectoryDepth deepest directory below the start of a product that is one
 * @param maxDirectoryFiles most entries of such a product, and of one listing
 * @param maxListingBytes largest page of a listing
 * @param maxInflatedBytes most that a compressed transfer encoding may become
 * @param maxInflation most that a byte of it may become on average, after the first MB
 */
public record Limits(
        long maxProductBytes,
        long maxMetadataBytes,
        int maxDirectoryDepth,
        long maxDirectoryFiles,
        long maxListingBytes,
        long maxInflatedBytes,
        double maxInflation) {
    private static final long GB = 1L << 30;

    /** 1 TB a product, 8 GB an answer, 20 levels and a million files a directory, 512 MB a listing. */
    public static Limits defaults() {
        return new Limits(1024 * GB, 8 * GB, 20, 1_000_000, GB / 2, 1024 * GB, 200);
    }
}
