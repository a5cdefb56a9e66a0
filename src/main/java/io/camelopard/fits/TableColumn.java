package io.camelopard.fits;

import io.camelopard.FinalException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a column of a binary table is within a row, and what it holds (FITS 4.0, section 7.3).
 *
 * @param number from 1
 * @param type of one letter: P and Q for a descriptor of an array of variable length
 * @param element the type of what is in such an array
 */
record TableColumn(int number, int offset, int bytes, char type, char element) {
    private static final Pattern FORM = Pattern.compile("([0-9]{0,9})([LXBAIJKEDCMPQ])([LXBAIJKEDCM]?).*");
    private static final int MOST = 999;

    /**
     * By name, in upper case; of a name that stands twice the first.
     *
     * @throws FinalException for a format that is none, or a row longer than its header says
     */
    static Map<String, TableColumn> all(Hdu hdu) {
        Header header = hdu.header();
        Map<String, TableColumn> columns = new HashMap<>();
        long offset = 0;
        for (int number = 1; number <= Math.min(header.whole("TFIELDS", hdu.name()), MOST); number++) {
            TableColumn column = of(hdu, number, (int) offset);
            columns.putIfAbsent(header.text("TTYPE" + number, "").strip().toUpperCase(Locale.ROOT), column);
            offset += column.bytes();
            if (offset > header.whole("NAXIS1", 0)) {
                throw new FinalException(hdu.name() + ": the columns are longer than NAXIS1");
            }
        }
        return Map.copyOf(columns);
    }

    private static TableColumn of(Hdu hdu, int number, int offset) {
        String form = hdu.header().text("TFORM" + number, "").strip();
        Matcher matcher = FORM.matcher(form);
        if (!matcher.matches()) {
            throw new FinalException(hdu.name() + ": TFORM" + number + " is '" + form.replaceAll("[^ -~]", "?") + "'");
        }
        long repeat = matcher.group(1).isEmpty() ? 1 : Long.parseLong(matcher.group(1));
        char type = matcher.group(2).charAt(0);
        long bytes = Math.min((repeat * bits(type) + 7) / 8, Integer.MAX_VALUE / 2);
        String element = matcher.group(3);
        return new TableColumn(number, offset, (int) bytes, type, element.isEmpty() ? 'B' : element.charAt(0));
    }

    /** Bytes of an element of an array of variable length. */
    int elementBytes() {
        return Math.max(1, bits(element) / 8);
    }

    private static int bits(char type) {
        return switch (type) {
            case 'X' -> 1;
            case 'L', 'B', 'A' -> 8;
            case 'I' -> 16;
            case 'J', 'E' -> 32;
            case 'M', 'Q' -> 128;
            default -> 64;
        };
    }
}
