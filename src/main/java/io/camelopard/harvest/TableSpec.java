package io.camelopard.harvest;

import java.util.List;
import java.util.Map;

/**
 * One table to write.
 *
 * @param file below {@code store.to}
 * @param add further columns, in order
 * @param columns which columns, in this order; empty: all
 */
public record TableSpec(Template file, Of of, Map<String, Expression> add, List<String> columns, Format format) {
    public TableSpec {
        columns = List.copyOf(columns);
    }

    /** A row for each row of the search, or for each product. */
    public enum Of {
        ROWS,
        PRODUCTS
    }

    /** The file format. */
    public enum Format {
        VOTABLE,
        FITS,
        CSV,
        ECSV,
        ASCII,
        PARQUET
    }
}
