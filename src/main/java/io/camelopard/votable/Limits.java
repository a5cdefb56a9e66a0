package io.camelopard.votable;

/**
 * What a document may make us hold or read. Crossing one is a {@link io.camelopard.FinalException} that names it.
 *
 * @param maxBytes the whole document, after inflation, and an inline FITS file
 * @param maxColumns FIELDs of one table
 * @param maxCellChars characters, bytes or array elements of one cell; a row and all texts outside the table may have
 *     four times as many together, and a tag or comment some more
 * @param maxDepth elements inside each other
 * @param maxInfos INFOs, PARAMs, OPTIONs, services and TABLEs with an ID together
 * @param maxInflation bytes out for a byte in of a gzipped document, once it is past its first megabyte
 */
public record Limits(long maxBytes, int maxColumns, int maxCellChars, int maxDepth, int maxInfos, double maxInflation) {
    private static final Limits DEFAULTS = new Limits(16L << 30, 10_000, 4 << 20, 100, 20_000, 200);

    /** 16 GB, 10,000 columns, 4 Mi characters a cell, 100 levels, 20,000 INFOs, 200:1. */
    public static Limits defaults() {
        return DEFAULTS;
    }

    long maxTextChars() {
        return 4L * maxCellChars;
    }
}
