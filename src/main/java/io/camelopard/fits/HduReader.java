package io.camelopard.fits;

import io.camelopard.FinalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The HDUs of a file, one after the other, of which only the headers are read. */
final class HduReader {
    private static final int MOST_BYTES = 10_000 * Bytes.BLOCK;
    private static final int MOST_HDUS = 100_000;

    private final Source source;
    private final ReadAhead ahead;
    private long next;
    private int number;

    HduReader(Source source) {
        this.source = source;
        this.ahead = new ReadAhead(source);
    }

    /**
     * @return null behind the last one
     * @throws FinalException for what is no FITS file, and for headers that are wrong
     */
    @Nullable Hdu next() throws IOException {
        if (next >= source.length()) {
            checkFirst(number > 0);
            return null;
        }
        String start = text(next, (int) Math.min(Header.KEYWORD, source.length() - next));
        checkFirst(number > 0 || start.equals("SIMPLE  "));
        if (number > 0 && !start.equals("XTENSION")) {
            return null;
        }
        if (number >= MOST_HDUS) {
            throw new FinalException("a FITS file with more than " + MOST_HDUS + " HDUs");
        }
        return read(next);
    }

    private static void checkFirst(boolean ok) {
        if (!ok) {
            throw new FinalException("not a FITS file: it does not begin with SIMPLE");
        }
    }

    private Hdu read(long start) throws IOException {
        List<String> cards = new ArrayList<>();
        long at = start;
        for (String card = card(at, start); !Header.keyword(card).equals("END"); card = card(at, start)) {
            cards.add(card);
            at += Header.CARD;
        }
        long data = start + (at + Header.CARD - start + Bytes.BLOCK - 1) / Bytes.BLOCK * Bytes.BLOCK;
        Hdu hdu = Hdu.of(number, new Header(cards), start, data);
        number++;
        next = hdu.end();
        return hdu;
    }

    private String card(long at, long start) throws IOException {
        if (at - start > MOST_BYTES || at + Header.CARD > source.length()) {
            throw new FinalException("the header of HDU " + number + " has no END before byte " + at);
        }
        return text(at, Header.CARD);
    }

    private String text(long at, int count) throws IOException {
        return new String(ahead.bytes(at, count), StandardCharsets.ISO_8859_1);
    }
}
