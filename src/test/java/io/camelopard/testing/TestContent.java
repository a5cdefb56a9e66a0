package io.camelopard.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Bytes that can be computed at any place, so that nothing large is held: incompressible enough, different in every
 * block, and the same in every run for the same seed.
 */
public final class TestContent {
    private TestContent() {}

    /** The byte at a position of the content of a seed (SplitMix64). */
    public static byte at(long seed, long position) {
        return (byte) (eight(seed, position) >>> ((position & 7) * 8));
    }

    /** Those eight that a position is among. */
    private static long eight(long seed, long position) {
        long z = (position >> 3) + seed * 0x9E3779B97F4A7C15L + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A piece of it. */
    public static byte[] bytes(long seed, long from, int count) {
        byte[] bytes = new byte[count];
        long eight = eight(seed, from);
        for (int i = 0; i < count; i++) {
            long position = from + i;
            if ((position & 7) == 0) {
                eight = eight(seed, position);
            }
            bytes[i] = (byte) (eight >>> ((position & 7) * 8));
        }
        return bytes;
    }

    /** A valid FITS file of an exact length (a multiple of 2880 that is at least 5760): one image of bytes. */
    public static byte[] fits(int length) {
        return fits(length, 0, length);
    }

    /** A piece of one. */
    public static byte[] fits(long length, long from, int count) {
        if (length % 2880 != 0 || length < 5760) {
            throw new IllegalArgumentException(length + " is no length of a FITS file with one image");
        }
        byte[] piece = bytes(1, from, count);
        if (from < 2880) {
            byte[] header = header(length);
            System.arraycopy(header, (int) from, piece, 0, (int) Math.min(count, 2880 - from));
        }
        return piece;
    }

    private static byte[] header(long length) {
        String cards = card("SIMPLE  =                    T")
                + card("BITPIX  =                    8")
                + card("NAXIS   =                    1")
                + card(String.format("NAXIS1  = %20d", length - 2880))
                + card("END");
        return String.format("%-2880s", cards).getBytes(StandardCharsets.US_ASCII);
    }

    private static String card(String text) {
        return String.format("%-80s", text);
    }

    /** Lower-case hexadecimal. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The value of a header {@code Repr-Digest} (RFC 9530). */
    public static String reprDigest(byte[] bytes) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256(bytes))) + ":";
    }
}
