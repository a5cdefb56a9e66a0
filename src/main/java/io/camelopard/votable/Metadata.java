package io.camelopard.votable;

import io.camelopard.FinalException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.AttributesImpl;

/**
 * All that a document says outside its rows, and the choice of the table to read: the first in a RESOURCE whose type is
 * "results", which is also what a RESOURCE without a type is (VOTable 1.5, schema: the attribute's default).
 *
 * <p>A TABLE in a RESOURCE of type "meta" describes; it is used only where there is no other, and only without data.
 */
final class Metadata {
    private static final class Resource {
        final Attributes attributes;
        final boolean meta;
        final boolean service;
        final List<Param> params = new ArrayList<>();
        final List<Param> inputs = new ArrayList<>();

        @Nullable String description;

        Resource(Attributes attributes) {
            this.attributes = attributes;
            this.meta = "meta".equalsIgnoreCase(attributes.getValue("type"));
            this.service = "adhoc:service".equalsIgnoreCase(attributes.getValue("utype"));
        }
    }

    private final Limits limits;
    private final List<Info> infos = new ArrayList<>();
    private final List<Param> params = new ArrayList<>();
    private final List<ServiceDescriptor> services = new ArrayList<>();
    private final Map<String, TableSpec> tablesById = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private final Deque<Resource> resources = new ArrayDeque<>();
    private final Deque<Boolean> groups = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();

    private @Nullable TableSpec table;
    private @Nullable TableSpec chosen;
    private @Nullable TableSpec fallback;
    private @Nullable FieldSpec field;
    private @Nullable Attributes info;
    private boolean capturing;
    private int entries;
    private long chars;

    Metadata(Limits limits) {
        this.limits = limits;
    }

    /** Is the open TABLE the one whose rows are wanted. */
    boolean inChosenTable() {
        return table != null && table == chosen;
    }

    @Nullable TableSpec table() {
        return table;
    }

    /** The FIELDs of a table, which may be those of another that it refers to. */
    TableSpec fieldsOf(TableSpec spec) {
        String ref = spec.ref();
        TableSpec other = ref == null ? null : tablesById.get(ref);
        return other == null || !spec.fields().isEmpty() ? spec : other;
    }

    /** The table that the document turned out to be about, known at its end. */
    @Nullable TableSpec outcome() {
        if (chosen == null && fallback != null && fallback.hasData()) {
            throw new FinalException(
                    "the only TABLE with data stands in a RESOURCE of type meta, where no results are");
        }
        return chosen == null ? fallback : chosen;
    }

    Trailer trailer(long rows) {
        TableSpec spec = outcome();
        return new Trailer(infos, params, services, spec != null, rows, spec == null ? null : spec.declaredRows());
    }

    void start(String name, Attributes attributes) {
        open.push(name);
        switch (name) {
            case "RESOURCE" -> resources.push(new Resource(copy(attributes)));
            case "TABLE" -> startTable(attributes);
            case "GROUP" ->
                groups.push("inputParams".equalsIgnoreCase(attributes.getValue("name"))
                        || Boolean.TRUE.equals(groups.peek()));
            case "FIELD", "PARAM" -> startField(name, attributes);
            case "VALUES", "MIN", "MAX", "OPTION" -> startChild(name, attributes);
            case "INFO" -> {
                info = copy(attributes);
                capture();
            }
            case "DESCRIPTION" -> capture();
            case "DATA" -> setData();
            default -> {}
        }
    }

    void characters(char[] from, int start, int length) {
        if (capturing) {
            charge(length);
            text.append(from, start, length);
        }
    }

    void end(String name) {
        open.pop();
        switch (name) {
            case "RESOURCE" -> endResource();
            case "TABLE" -> table = null;
            case "GROUP" -> groups.pop();
            case "FIELD", "PARAM" -> endField(name);
            case "INFO" -> endInfo();
            case "DESCRIPTION" -> describe();
            default -> {}
        }
    }

    private void startTable(Attributes attributes) {
        TableSpec spec = new TableSpec(attributes);
        table = spec;
        boolean meta = !resources.isEmpty() && resources.peek().meta;
        if (chosen == null && !meta) {
            chosen = spec;
        } else if (fallback == null && meta) {
            fallback = spec;
        }
        String id = spec.id();
        if (id != null) {
            count();
            charge(id.length());
            tablesById.putIfAbsent(id, spec);
        }
    }

    private void setData() {
        if (table != null) {
            table.setData();
        }
    }

    private void startField(String name, Attributes attributes) {
        if (name.equals("PARAM")) {
            count();
        }
        field = new FieldSpec(copy(attributes));
    }

    private void startChild(String name, Attributes attributes) {
        if (field != null) {
            count();
            field.child(name, copy(attributes));
        }
    }

    private void endField(String name) {
        FieldSpec spec = field;
        field = null;
        if (spec == null) {
            return;
        }
        if (name.equals("PARAM")) {
            endParam(spec.param());
        } else if (table != null && wanted(table)) {
            if (table.fields().size() == limits.maxColumns()) {
                throw new FinalException("the TABLE has more than " + limits.maxColumns() + " FIELDs");
            }
            table.fields().add(spec);
        }
    }

    private boolean wanted(TableSpec spec) {
        return spec == chosen || spec == fallback || spec.id() != null;
    }

    private void endParam(Param param) {
        Resource resource = resources.peek();
        if (resource != null && resource.service && table == null) {
            boolean input = Boolean.TRUE.equals(groups.peek());
            (input ? resource.inputs : resource.params).add(param);
        } else if (table == null || table == chosen) {
            params.add(param);
        }
    }

    private void endInfo() {
        capturing = false;
        Attributes attributes = info;
        info = null;
        if (attributes != null && (table == null || table == chosen)) {
            count();
            infos.add(new Info(
                    or(attributes.getValue("name")),
                    or(attributes.getValue("value")),
                    text.toString().strip(),
                    attributes.getValue("ID")));
        }
    }

    private void describe() {
        capturing = false;
        if (field != null) {
            field.describe(text.toString().strip());
        } else if ("RESOURCE".equals(open.peek()) && !resources.isEmpty()) {
            resources.peek().description = text.toString().strip();
        }
    }

    private void endResource() {
        Resource resource = resources.pop();
        if (resource.service) {
            count();
            Attributes attributes = resource.attributes;
            services.add(new ServiceDescriptor(
                    attributes.getValue("ID"),
                    attributes.getValue("name"),
                    resource.description,
                    resource.params,
                    resource.inputs));
        }
    }

    private void capture() {
        capturing = true;
        text.setLength(0);
    }

    private Attributes copy(Attributes attributes) {
        for (int i = 0; i < attributes.getLength(); i++) {
            charge(attributes.getValue(i).length() + 16L);
        }
        return new AttributesImpl(attributes);
    }

    private void count() {
        if (++entries > limits.maxInfos()) {
            throw new FinalException(
                    "the document has more than " + limits.maxInfos() + " INFOs, PARAMs, OPTIONs and the like");
        }
    }

    private void charge(long length) {
        chars += length;
        if (chars > limits.maxTextChars()) {
            throw new FinalException(
                    "the document has more than " + limits.maxTextChars() + " characters outside its rows");
        }
    }

    private static String or(@Nullable String value) {
        return value == null ? "" : value;
    }
}
