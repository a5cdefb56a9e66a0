package io.camelopard.votable;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An {@code arraysize} (VOTable 1.5, section 2.2): how many elements a cell has.
 *
 * @param count elements of a cell, or -1 if a cell says so itself
 * @param first the first, fastest dimension: the length of one string in an array of strings
 * @param dimensions 0 for a scalar
 */
record Shape(int count, int first, int dimensions) {
    private static final Shape SCALAR = new Shape(1, 1, 0);

    static Shape parse(@Nullable String arraysize) {
        if (arraysize == null || arraysize.isBlank()) {
            return SCALAR;
        }
        String[] dims = arraysize.strip().toLowerCase(Locale.ROOT).split("x", -1);
        long count = 1;
        int first = -1;
        for (int i = 0; i < dims.length; i++) {
            int dim = dimension(dims[i].strip());
            first = i == 0 ? dim : first;
            count = dim < 0 || count < 0 ? -1 : Math.min(count * dim, Integer.MAX_VALUE);
        }
        return new Shape((int) count, first, dims.length);
    }

    boolean variable() {
        return count < 0;
    }

    boolean scalar() {
        return count == 1 && dimensions < 2;
    }

    // What is no number may be anything, so the cell says.
    private static int dimension(String text) {
        try {
            return text.endsWith("*") ? -1 : Math.max(-1, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
