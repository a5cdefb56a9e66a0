package io.camelopard.fits;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The header of a tile-compressed image: that of a table in which the image's own keywords stand (FITS 4.0, section 10.1). */
final class CompressedHeader {
    private static final Pattern TABLE = Pattern.compile("XTENSION|BITPIX|NAXIS[0-9]*|PCOUNT|GCOUNT|TFIELDS|THEAP"
            + "|T(TYPE|FORM|UNIT|SCAL|ZERO|NULL|DISP|DIM)[0-9]+"
            + "|Z(IMAGE|BITPIX|NAXIS[0-9]*|TILE[0-9]+|CMPTYPE|NAME[0-9]+|VAL[0-9]+|MASKCMP|QUANTIZ|DITHER0)"
            + "|Z(SCALE|ZERO|BLANK|SIMPLE|TENSION|EXTEND|BLOCKED|PCOUNT|GCOUNT|HECKSUM|DATASUM)|CHECKSUM|DATASUM");

    private CompressedHeader() {}

    static boolean isIn(Hdu hdu) {
        return hdu.header().isTrue("ZIMAGE")
                && hdu.header().text("XTENSION", "").strip().equals("BINTABLE");
    }

    /** As an image extension without compression. */
    static Header toImage(Hdu hdu, List<Long> shape) {
        List<String> last = List.of(HeaderEditor.card("PCOUNT", "0", ""), HeaderEditor.card("GCOUNT", "1", ""));
        return plain(hdu, shape, HeaderEditor.card("XTENSION", HeaderEditor.quoted("IMAGE"), ""), last);
    }

    /** As the primary image that it was before. */
    static Header toPrimary(Hdu hdu, List<Long> shape) {
        String extend = hdu.header().text("ZEXTEND", "T");
        return plain(
                hdu,
                shape,
                HeaderEditor.card("SIMPLE", "T", ""),
                List.of(HeaderEditor.card("EXTEND", extend.equals("F") ? "F" : "T", "")));
    }

    private static Header plain(Hdu hdu, List<Long> shape, String mark, List<String> last) {
        Header header = hdu.header();
        List<String> first = new ArrayList<>(List.of(mark));
        first.add(HeaderEditor.card("BITPIX", Long.toString(header.whole("ZBITPIX", hdu.name())), ""));
        first.add(HeaderEditor.card("NAXIS", Integer.toString(shape.size()), ""));
        for (int axis = 1; axis <= shape.size(); axis++) {
            first.add(HeaderEditor.card("NAXIS" + axis, Long.toString(shape.get(axis - 1)), ""));
        }
        first.addAll(last);
        if (header.has("ZBLANK") && !header.has("BLANK") && header.whole("ZBITPIX", 0) > 0) {
            first.add(HeaderEditor.card("BLANK", Long.toString(header.whole("ZBLANK", 0)), ""));
        }
        boolean unnamed = header.text("EXTNAME", "").equals("COMPRESSED_IMAGE");
        return new HeaderEditor(header)
                .remove(key -> TABLE.matcher(key).matches() || (unnamed && key.equals("EXTNAME")))
                .prepend(first)
                .toHeader();
    }
}
