package io.camelopard.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** Checks a FITS file by its own arithmetic: blocks, cards, data lengths, DATASUM and CHECKSUM of every unit. */
final class FitsCheck {
    private static final int BLOCK = 2880;
    private static final int CARD = 80;
    private static final long ALL_ONES = 0xFFFF_FFFFL;

    private FitsCheck() {}

    static void check(String name, byte[] file) {
        byte[] fits = name.endsWith(".gz") ? gunzip(file) : file;
        assertThat(fits.length % BLOCK).as("%s is whole blocks", name).isZero();
        assertThat(new String(fits, 0, 30, StandardCharsets.US_ASCII))
                .as(name)
                .isEqualTo("SIMPLE  =                    T");
        int at = 0;
        int units = 0;
        while (at < fits.length) {
            at += unit(name + "[" + units++ + "]", fits, at);
        }
        assertThat(at).as("%s ends with its last unit", name).isEqualTo(fits.length);
    }

    private static int unit(String name, byte[] fits, int from) {
        Map<String, String> cards = new TreeMap<>();
        int at = from;
        String card;
        do {
            card = new String(fits, at, CARD, StandardCharsets.US_ASCII);
            assertThat(card).as(name).matches("[ -~]{80}");
            if (card.startsWith("= ", 8)) {
                cards.put(card.substring(0, 8).strip(), card.substring(10).strip());
            }
            at += CARD;
        } while (!card.startsWith("END     "));
        int header = blocks(at - from);
        assertThat(new String(fits, at, from + header - at, StandardCharsets.US_ASCII))
                .as(name)
                .isBlank();
        int data = blocks(dataLength(cards));

        assertThat(cards.get("DATASUM")).as(name).isEqualTo("'" + padded(sum(fits, from + header, data)) + "'");
        assertThat(sum(fits, from, header + data)).as("%s CHECKSUM", name).isEqualTo(ALL_ONES);
        return header + data;
    }

    private static String padded(long sum) {
        return String.format("%-8s", sum);
    }

    private static int dataLength(Map<String, String> cards) {
        int axes = Integer.parseInt(cards.get("NAXIS"));
        long elements = axes == 0 ? 0 : 1;
        for (int axis = 1; axis <= axes; axis++) {
            elements *= Long.parseLong(cards.get("NAXIS" + axis));
        }
        return (int) (elements * Math.abs(Integer.parseInt(cards.get("BITPIX"))) / 8);
    }

    private static int blocks(int length) {
        return (length + BLOCK - 1) / BLOCK * BLOCK;
    }

    private static long sum(byte[] bytes, int from, int length) {
        ByteBuffer words = ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, from + length));
        long sum = 0;
        while (words.hasRemaining()) {
            sum += words.getInt() & ALL_ONES;
            sum = (sum & ALL_ONES) + (sum >>> 32);
        }
        return sum;
    }

    private static byte[] gunzip(byte[] packed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
