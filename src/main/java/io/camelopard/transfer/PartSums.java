package io.camelopard.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * How a file is cut into parts for its upload, and the MD5 of each, which S3 wants in advance: as check of what arrives, and
 * as that of which its ETag is made.
 */
final class PartSums {
    static final int MAX_PARTS = 10_000;
    private static final long MIB = 1 << 20;
    private static final int BUFFER = 64 << 10;

    private final long length;
    private final long partBytes;
    private final List<byte[]> sums = new ArrayList<>();

    private PartSums(long length, long partBytes) {
        this.length = length;
        this.partBytes = partBytes;
    }

    /**
     * Reads a file once.
     *
     * @param partBytes of a part, or more where that would be too many of them; a file of up to two parts is sent in one piece
     */
    static PartSums of(Staged staged, long partBytes) {
        long length = staged.length();
        PartSums sums = new PartSums(length, length <= 2 * partBytes ? length : partBytes(length, partBytes));
        for (int part = 0; part < sums.count(); part++) {
            sums.sums.add(md5(staged, sums.from(part), sums.bytes(part)));
        }
        return sums;
    }

    /** Whole megabytes, as some servers want them. */
    static long partBytes(long length, long wanted) {
        long least = (length + MAX_PARTS - 1) / MAX_PARTS;
        return Math.max(wanted, (least + MIB - 1) / MIB * MIB);
    }

    private static byte[] md5(Staged staged, long from, long bytes) {
        MessageDigest md5 = Digests.digest("MD5");
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = staged.stream(from, bytes)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                md5.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw Disk.failure(staged.path(), e);
        }
        return md5.digest();
    }

    boolean single() {
        return partBytes == length;
    }

    int count() {
        return single() ? 1 : (int) ((length + partBytes - 1) / partBytes);
    }

    /** @param part from 0 */
    long from(int part) {
        return part * partBytes;
    }

    long bytes(int part) {
        return Math.min(partBytes, length - from(part));
    }

    /** As {@code Content-MD5} has it. */
    String base64(int part) {
        return Base64.getEncoder().encodeToString(sums.get(part));
    }

    /** The ETag of a part, without quotes. */
    String etag(int part) {
        return Digests.hex(sums.get(part));
    }

    /** Whether that is the ETag of a part. */
    boolean isPart(int part, String etag) {
        return plain(etag).equalsIgnoreCase(etag(part));
    }

    /** The ETag of the whole, without quotes. */
    String etag() {
        if (single()) {
            return etag(0);
        }
        MessageDigest md5 = Digests.digest("MD5");
        sums.forEach(md5::update);
        return Digests.hex(md5.digest()) + "-" + count();
    }

    static String plain(String etag) {
        return etag.replace("\"", "");
    }
}
