package io.camelopard.votable;

import org.jspecify.annotations.Nullable;

/** A FIELD of a table, with its attributes as the document has them (VOTable 1.5, section 4.1). */
public record Column(
        String name,
        @Nullable String id,
        String datatype,
        @Nullable String arraysize,
        @Nullable String unit,
        @Nullable String ucd,
        @Nullable String utype,
        @Nullable String xtype,
        @Nullable String description) {

    Column withArraysize(String other) {
        return new Column(name, id, datatype, other, unit, ucd, utype, xtype, description);
    }

    /** A column with a name and a type only; {@code arraysize} null is a scalar. */
    public static Column of(String name, String datatype, @Nullable String arraysize) {
        return new Column(name, null, datatype, arraysize, null, null, null, null, null);
    }
}
