package io.camelopard.votable;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;

/** A FIELD or PARAM while its element is open: its attributes, then what its children say. */
final class FieldSpec {
    private final Attributes attributes;
    private final List<String> options = new ArrayList<>();
    private @Nullable String nullValue;
    private @Nullable String description;
    private @Nullable String min;
    private @Nullable String max;

    FieldSpec(Attributes attributes) {
        this.attributes = attributes;
    }

    @Nullable String nullValue() {
        return nullValue;
    }

    void describe(String text) {
        description = text;
    }

    /** VALUES, MIN, MAX, OPTION. */
    void child(String name, Attributes child) {
        String value = child.getValue("value");
        switch (name) {
            case "VALUES" -> nullValue = child.getValue("null") == null ? nullValue : child.getValue("null");
            case "MIN" -> min = value;
            case "MAX" -> max = value;
            case "OPTION" -> options.add(value == null ? "" : value);
            default -> {}
        }
    }

    Column column(int index) {
        return new Column(
                name("col" + (index + 1)),
                attributes.getValue("ID"),
                datatype(),
                arraysize(),
                attributes.getValue("unit"),
                attributes.getValue("ucd"),
                attributes.getValue("utype"),
                attributes.getValue("xtype"),
                description);
    }

    Param param() {
        return new Param(
                name(""),
                attributes.getValue("ID"),
                datatype(),
                arraysize(),
                attributes.getValue("unit"),
                attributes.getValue("ucd"),
                attributes.getValue("utype"),
                attributes.getValue("xtype"),
                attributes.getValue("value"),
                attributes.getValue("ref"),
                description,
                min,
                max,
                options);
    }

    private String name(String otherwise) {
        String name = attributes.getValue("name");
        if (name != null && !name.isBlank()) {
            return name.strip();
        }
        String id = attributes.getValue("ID");
        return id == null || id.isBlank() ? otherwise : id;
    }

    private String datatype() {
        String datatype = attributes.getValue("datatype");
        return datatype == null ? "char" : datatype.strip();
    }

    // A FIELD without a datatype is text of any length, as STIL takes it.
    private @Nullable String arraysize() {
        return attributes.getValue("datatype") == null ? "*" : attributes.getValue("arraysize");
    }
}
