package io.camelopard.votable;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;

/** A TABLE while its element is open, and afterwards, since another may refer to its FIELDs. */
final class TableSpec {
    private final @Nullable String id;
    private final @Nullable String ref;
    private final @Nullable Long declaredRows;
    private final List<FieldSpec> fields = new ArrayList<>();
    private boolean data;

    TableSpec(Attributes attributes) {
        this.id = attributes.getValue("ID");
        this.ref = attributes.getValue("ref");
        this.declaredRows = number(attributes.getValue("nrows"));
    }

    @Nullable String id() {
        return id;
    }

    @Nullable String ref() {
        return ref;
    }

    @Nullable Long declaredRows() {
        return declaredRows;
    }

    boolean hasData() {
        return data;
    }

    void setData() {
        data = true;
    }

    List<FieldSpec> fields() {
        return fields;
    }

    Columns columns() {
        List<Column> columns = new ArrayList<>(fields.size());
        for (FieldSpec field : fields) {
            columns.add(field.column(columns.size()));
        }
        return Columns.of(columns);
    }

    List<@Nullable Long> nullValues() {
        List<@Nullable Long> values = new ArrayList<>(fields.size());
        for (FieldSpec field : fields) {
            values.add(IntegerType.number(field.nullValue()));
        }
        return values;
    }

    private static @Nullable Long number(@Nullable String text) {
        try {
            return text == null ? null : Long.valueOf(text.strip());
        } catch (NumberFormatException e) {
            return null; // it is no promise anyway
        }
    }
}
