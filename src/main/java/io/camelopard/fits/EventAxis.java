package io.camelopard.fits;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One axis of a histogram. Its coordinates are those of the column (TCTYP, TCUNI, TCRVL, TCRPX, TCDLT; FITS 4.0, section 8.2
 * and table 22), where it has some, else its values; as alternate P they are always its values.
 */
record EventAxis(Header header, EventColumn column, EventColumn.Range range, int bins) {

    private double width() {
        return (range.high() - range.low()) / bins;
    }

    /** @return -1 for a value outside, and for NaN; the upper edge is in the last one */
    int bin(double value) {
        if (!(value >= range.low() && value <= range.high())) {
            return -1;
        }
        return (int) Math.min(bins - 1, Math.floor((value - range.low()) * bins / (range.high() - range.low())));
    }

    boolean isCelestial() {
        return !text("TCTYP").isEmpty();
    }

    /** Its cards, as axis {@code axis}. */
    List<String> cards(int axis) {
        List<String> cards = new ArrayList<>();
        String name = text("TTYPE");
        if (isCelestial()) {
            add(cards, "CTYPE" + axis, HeaderEditor.quoted(text("TCTYP")));
            add(cards, "CUNIT" + axis, unit(text("TCUNI")));
            add(cards, "CRPIX" + axis, pixel(number("TCRPX", 0)));
            add(cards, "CRVAL" + axis, number("TCRVL", 0));
            add(cards, "CDELT" + axis, number("TCDLT", 1) * width());
            turn(cards, axis);
        } else {
            values(cards, axis, "", name);
        }
        values(cards, axis, "P", name);
        return cards;
    }

    private void turn(List<String> cards, int axis) {
        double angle = number("TCROT", 0);
        if (axis == 2 && angle != 0) {
            add(cards, "CROTA" + axis, angle);
        }
    }

    private void values(List<String> cards, int axis, String alternate, String name) {
        add(cards, "CTYPE" + axis + alternate, HeaderEditor.quoted(name));
        add(cards, "CUNIT" + axis + alternate, unit(text("TUNIT")));
        add(cards, "CRPIX" + axis + alternate, 0.5);
        add(cards, "CRVAL" + axis + alternate, range.low());
        add(cards, "CDELT" + axis + alternate, width());
    }

    /** Where on the axis, counted from 1 in the middle of the first bin, a value of the column is. */
    private double pixel(double value) {
        return (value - range.low()) / width() + 0.5;
    }

    private static @Nullable String unit(String unit) {
        return unit.isEmpty() ? null : HeaderEditor.quoted(unit);
    }

    private static void add(List<String> cards, String key, double value) {
        cards.add(HeaderEditor.card(key, Double.toString(value), ""));
    }

    private static void add(List<String> cards, String key, @Nullable String value) {
        if (value != null) {
            cards.add(HeaderEditor.card(key, value, ""));
        }
    }

    private String text(String key) {
        return header.text(key + column.column().number(), "")
                .replaceAll("[^ -~]", "?")
                .strip();
    }

    private double number(String key, double missing) {
        return header.number(key + column.column().number(), missing);
    }
}
