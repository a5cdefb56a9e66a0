package io.camelopard.votable;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A PARAM element with its VALUES (VOTable 1.5, sections 4.2 and 4.5), as the document has it. */
public record Param(
        String name,
        @Nullable String id,
        String datatype,
        @Nullable String arraysize,
        @Nullable String unit,
        @Nullable String ucd,
        @Nullable String utype,
        @Nullable String xtype,
        @Nullable String value,
        @Nullable String ref,
        @Nullable String description,
        @Nullable String min,
        @Nullable String max,
        List<String> options) {

    public Param {
        options = List.copyOf(options);
    }

    /** The same with a value of its own in place of a reference. */
    public Param filled(String with) {
        return new Param(
                name, id, datatype, arraysize, unit, ucd, utype, xtype, with, null, description, min, max, options);
    }
}
