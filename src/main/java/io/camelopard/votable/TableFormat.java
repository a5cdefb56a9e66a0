package io.camelopard.votable;

import java.util.Locale;
import java.util.Optional;

/** The formats in which {@link TableFile} writes. */
public enum TableFormat {
    /** VOTable 1.4, TABLEDATA. */
    VOTABLE("votable", ".vot", "xml"),
    /** A binary table; the primary HDU holds its metadata as VOTable ("FITS-plus"). */
    FITS("fits", ".fits", "fit"),
    CSV("csv", ".csv", "csv"),
    ECSV("ecsv", ".ecsv", "ecsv"),
    /** Columns with blanks between and a first line with their names, as STILTS and astropy write and read it. */
    ASCII("ascii", ".txt", "txt"),
    /** Parquet with its metadata as VOTable (IVOA Note VOParquet 1.0). */
    PARQUET("parquet", ".parquet", "parq");

    private final String word;
    private final String extension;
    private final String other;

    TableFormat(String word, String extension, String other) {
        this.word = word;
        this.extension = extension;
        this.other = other;
    }

    /** The format of that word, such as {@code votable} or {@code vot}, in any case, with or without a dot before it. */
    public static Optional<TableFormat> named(String word) {
        String bare = word.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\.", "");
        for (TableFormat format : values()) {
            boolean named =
                    bare.equals(format.word) || bare.equals(format.extension.substring(1)) || bare.equals(format.other);
            if (named) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** What the format is called in a harvest. */
    public String word() {
        return word;
    }

    /** How the names of its files end, with the dot. */
    public String extension() {
        return extension;
    }
}
