package io.camelopard.votable;

/** The formats in which {@link TableFile} writes. */
public enum TableFormat {
    /** VOTable 1.4, TABLEDATA. */
    VOTABLE,
    /** A binary table; the primary HDU holds its metadata as VOTable ("FITS-plus"). */
    FITS,
    CSV,
    ECSV,
    /** Columns with blanks between and a first line with their names, as STILTS and astropy write and read it. */
    ASCII,
    /** Parquet with its metadata as VOTable (IVOA Note VOParquet 1.0). */
    PARQUET
}
