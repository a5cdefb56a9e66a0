package io.camelopard.cli.demo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One header and data unit in the making (FITS 4.0), with DATASUM and CHECKSUM right.
 *
 * <p>Cards are written in the order of the calls; the mandatory ones come first because the caller says so.
 */
final class Hdu {
    static final int BLOCK = 2880;
    private static final int CARD = 80;
    private static final String UNSUMMED = "0000000000000000";

    private final List<String> cards = new ArrayList<>();

    Hdu put(String keyword, String value) {
        return card(keyword, String.format(Locale.ROOT, "'%-8s'", value.replace("'", "''")));
    }

    Hdu put(String keyword, long value) {
        return card(keyword, String.format(Locale.ROOT, "%20d", value));
    }

    Hdu put(String keyword, double value) {
        return card(keyword, String.format(Locale.ROOT, "%20s", value));
    }

    Hdu put(String keyword, boolean value) {
        return card(keyword, String.format(Locale.ROOT, "%20s", value ? "T" : "F"));
    }

    private Hdu card(String keyword, String value) {
        cards.add(String.format(Locale.ROOT, "%-8s= %s", keyword, value));
        return this;
    }

    /** Header and data, padded, of a unit whose data is {@code data}. */
    byte[] bytes(byte[] data) {
        byte[] padded = Arrays.copyOf(data, padded(data.length));
        put("DATASUM", Long.toString(sum(padded)));
        byte[] unsummed = unit(UNSUMMED, padded);
        return unit(encode(~sum(unsummed) & 0xFFFF_FFFFL), padded);
    }

    private byte[] unit(String checksum, byte[] padded) {
        StringBuilder header = new StringBuilder();
        cards.forEach(card -> header.append(pad(card)));
        header.append(pad("CHECKSUM= '" + checksum + "'")).append(pad("END"));
        byte[] unit = new byte[padded(header.length()) + padded.length];
        Arrays.fill(unit, (byte) ' ');
        System.arraycopy(header.toString().getBytes(StandardCharsets.US_ASCII), 0, unit, 0, header.length());
        System.arraycopy(padded, 0, unit, unit.length - padded.length, padded.length);
        return unit;
    }

    private static String pad(String card) {
        if (card.length() > CARD) {
            throw new IllegalArgumentException("FITS card '" + card + "' has more than " + CARD + " characters");
        }
        return card + " ".repeat(CARD - card.length());
    }

    private static int padded(int length) {
        return (length + BLOCK - 1) / BLOCK * BLOCK;
    }

    /** The ones' complement sum of 32-bit words (FITS 4.0, appendix J). */
    private static long sum(byte[] padded) {
        ByteBuffer words = ByteBuffer.wrap(padded);
        long sum = 0;
        while (words.hasRemaining()) {
            sum += words.getInt() & 0xFFFF_FFFFL;
        }
        while (sum >>> 32 != 0) {
            sum = (sum & 0xFFFF_FFFFL) + (sum >>> 32);
        }
        return sum;
    }

    /** A sum as sixteen letters and digits that add up to it (FITS 4.0, appendix J.2). */
    private static String encode(long sum) {
        char[] ascii = new char[16];
        for (int i = 0; i < 4; i++) {
            int part = (int) (sum >>> (24 - 8 * i)) & 0xFF;
            int[] letters = {part / 4 + '0' + part % 4, part / 4 + '0', part / 4 + '0', part / 4 + '0'};
            balance(letters);
            for (int j = 0; j < 4; j++) {
                ascii[(4 * j + i + 1) % 16] = (char) letters[j];
            }
        }
        return new String(ascii);
    }

    /** Moves pairs apart, their sum unchanged, until none is punctuation. */
    private static void balance(int[] letters) {
        for (int j = 0; j < 4; j += 2) {
            while (!Character.isLetterOrDigit(letters[j]) || !Character.isLetterOrDigit(letters[j + 1])) {
                letters[j]++;
                letters[j + 1]--;
            }
        }
    }
}
