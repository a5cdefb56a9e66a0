package io.camelopard.votable;

import java.util.Arrays;

/** Base64 (RFC 4648, white space ignored) that comes in pieces. */
final class Base64Text {
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = (byte) i;
        }
    }

    private int bits;
    private int have;
    private boolean padded;

    /** Writes the bytes of a piece, at most three for every four characters and the rest of the piece before. */
    int decode(char[] from, int start, int length, byte[] to, int at) {
        int out = at;
        for (int i = start; i < start + length; i++) {
            char c = from[i];
            int value = c < 128 ? VALUES[c] : -1;
            if (value >= 0 && !padded) {
                bits = bits << 6 | value;
                have += 6;
                if (have >= 8) {
                    have -= 8;
                    to[out++] = (byte) (bits >> have);
                }
            } else if (c == '=') {
                padded = true;
            } else if (c > ' ') {
                throw new IllegalArgumentException("'" + Excerpt.of(String.valueOf(c), 1) + "' is not base64");
            }
        }
        return out;
    }

    /** Is there half a byte left over. */
    boolean torn() {
        return have >= 6;
    }
}
