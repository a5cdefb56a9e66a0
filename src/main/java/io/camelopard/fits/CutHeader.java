package io.camelopard.fits;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The header of a rectangle of an image: its lengths, and every keyword that counts pixels of the image, which are CRPIX of all
 * descriptions of coordinates (FITS 4.0, section 8.2.1), LTV of IRAF and CNPIX of the Digitized Sky Survey. The polynomials of
 * SIP and TPV count from CRPIX and stay. Sums are left out: those of the whole image would be wrong.
 */
final class CutHeader {
    private static final Pattern SUMS = Pattern.compile("Z?(CHECKSUM|DATASUM|HECKSUM)");

    private final Header old;
    private final HeaderEditor editor;

    private CutHeader(Header old) {
        this.old = old;
        this.editor = new HeaderEditor(old);
    }

    /** @param box in the pixels of the old header's image */
    static HeaderEditor of(Header old, Box box, String history) {
        return new CutHeader(old).cut(box, history);
    }

    private HeaderEditor cut(Box box, String history) {
        editor.remove(key -> SUMS.matcher(key).matches());
        for (int axis = 1; axis <= box.axes(); axis++) {
            editor.set("NAXIS" + axis, box.length().get(axis - 1));
            move(axis, box.from().get(axis - 1));
        }
        return editor.history(history);
    }

    private void move(int axis, long from) {
        if (from == 0) {
            return;
        }
        reference(axis, "", -from);
        for (char other = 'A'; other <= 'Z'; other++) {
            reference(axis, String.valueOf(other), -from);
        }
        if (old.has("LTV" + axis) || old.has("LTM" + axis + "_" + axis)) {
            editor.shift(old, "LTV" + axis, -from);
        }
        if (old.has("CNPIX" + axis)) {
            editor.shift(old, "CNPIX" + axis, from);
        }
    }

    /** CRPIX may be absent, and is 0 then. */
    private void reference(int axis, String description, long by) {
        boolean described =
                List.of("CRPIX", "CTYPE", "CRVAL", "CDELT").stream().anyMatch(key -> old.has(key + axis + description));
        if (described) {
            editor.shift(old, "CRPIX" + axis + description, by);
        }
    }
}
