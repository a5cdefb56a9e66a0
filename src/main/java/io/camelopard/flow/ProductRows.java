package io.camelopard.flow;

import io.camelopard.ledger.Entry;
import io.camelopard.ledger.Ledger;
import io.camelopard.votable.CellValues;
import io.camelopard.votable.Column;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The products of a run as rows: the columns of the row that each came from, and what became of it. */
final class ProductRows {
    private static final int PAGE = 500;
    private static final Column LINK = text(TableLayout.LINK, "");
    private static final List<Column> OF_PRODUCT = List.of(
            text("semantics", "semantics of the link"),
            text("path", "below the store"),
            new Column("bytes", null, "long", null, "byte", "phys.size;meta.file", null, null, "as stored"),
            text("sha256", "of the file as stored, hexadecimal"),
            new Column("alternative", null, "int", null, null, null, null, null, "of links, counted from 0"),
            text("state", "stored, skipped or failed"),
            text("reason", "why it is skipped or failed"));

    private final Ledger ledger;
    private final String run;
    private final List<String> kept;
    private final List<Column> own = new ArrayList<>(OF_PRODUCT);

    /**
     * @param kept the columns of the answers of the run, as {@link #json} gave them
     * @param keywords of headers, whose values are columns too
     */
    ProductRows(Ledger ledger, String run, List<String> kept, List<String> keywords) throws IOException {
        this.ledger = ledger;
        this.run = run;
        this.kept = kept;
        own.addAll(headers(keywords));
        own.add(LINK);
    }

    /** The type of a value is known when all have been seen. */
    private List<Column> headers(List<String> keywords) throws IOException {
        Map<String, ValueType> types = new LinkedHashMap<>();
        keywords.forEach(keyword -> types.put(keyword, new ValueType()));
        if (!types.isEmpty()) {
            forEach(entry -> headers(entry).forEach((name, value) -> {
                if (types.containsKey(name)) {
                    types.get(name).see(value);
                }
            }));
        }
        return types.entrySet().stream()
                .map(type -> type.getValue().column(type.getKey(), "of the header"))
                .toList();
    }

    private static Map<String, Object> headers(Entry entry) {
        return entry.made() == null
                ? Map.of()
                : Json.part(Json.object(entry.made(), "ledger").get("headers"));
    }

    /** The names that are the product's. */
    List<String> names() {
        return own.stream().map(Column::name).toList();
    }

    /** What is done with each entry. */
    private interface Visit {
        void to(Entry entry) throws IOException;
    }

    private void forEach(Visit visit) throws IOException {
        long after = 0;
        for (List<Entry> page = page(after); !page.isEmpty(); page = page(after)) {
            for (Entry entry : page) {
                if (counts(entry)) {
                    visit.to(entry);
                }
            }
            after = page.get(page.size() - 1).product();
        }
    }

    private static Column text(String name, String description) {
        return new Column(name, null, "char", "*", null, null, null, null, description);
    }

    /** The columns of an answer, for {@link #spool}. */
    static String json(Columns columns, boolean several) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Column c = columns.get(i);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", columns.keys().get(i));
            fields.put("datatype", c.datatype());
            put(fields, "arraysize", c.arraysize());
            put(fields, "unit", c.unit());
            put(fields, "ucd", c.ucd());
            put(fields, "utype", c.utype());
            put(fields, "xtype", c.xtype());
            put(fields, "description", c.description());
            list.add(fields);
        }
        return Json.write(Map.of("columns", list, "several", several));
    }

    private static void put(Map<String, Object> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    /** Whether the run that these columns were kept of has several targets. */
    static boolean several(List<String> kept) {
        return kept.stream()
                .anyMatch(
                        json -> Boolean.TRUE.equals(Json.object(json, "columns").get("several")));
    }

    /** Spools what is booked of the run and counts, page by page. */
    void spool(TableSource source) throws IOException {
        Columns columns = columns();
        String[] context = {""};
        forEach(entry -> {
            Map<String, Object> fields = Json.object(entry.context(), "context");
            String now = fields.get("target") + "@" + fields.get("service");
            if (!now.equals(context[0])) {
                source.keep();
                begin(source, columns, fields);
                context[0] = now;
            }
            source.write(row(columns, entry, Json.part(fields.get("row"))));
        });
        source.keep();
    }

    private List<Entry> page(long after) {
        return ledger.reports().entries(run, after, PAGE);
    }

    private static boolean counts(Entry entry) {
        return !"superseded".equals(entry.outcome()) && !"listed".equals(entry.outcome());
    }

    private static void begin(TableSource source, Columns columns, Map<String, Object> context) {
        source.begin(
                columns,
                Products.target(Json.part(context.get("target"))),
                Objects.toString(context.get("service"), ""));
    }

    /** Those of all answers together, and the product's. */
    private Columns columns() {
        Map<String, Column> all = new LinkedHashMap<>();
        for (String json : kept) {
            if (Json.object(json, "columns").get("columns") instanceof List<?> list) {
                for (Object fields : list) {
                    Column column = column(Json.part(fields));
                    all.merge(column.name().toLowerCase(Locale.ROOT), column, CellValues::common);
                }
            }
        }
        List<Column> columns = new ArrayList<>(all.values());
        columns.addAll(own);
        return Columns.of(columns);
    }

    private static Column column(Map<String, Object> fields) {
        return new Column(
                String.valueOf(fields.get("name")),
                null,
                String.valueOf(fields.get("datatype")),
                (String) fields.get("arraysize"),
                (String) fields.get("unit"),
                (String) fields.get("ucd"),
                (String) fields.get("utype"),
                (String) fields.get("xtype"),
                (String) fields.get("description"));
    }

    private Row row(Columns columns, Entry entry, Map<String, Object> answer) {
        Map<String, Object> folded = new LinkedHashMap<>();
        answer.forEach((name, value) -> folded.put(name.toLowerCase(Locale.ROOT), value));
        int foreign = columns.size() - own.size();
        @Nullable Object[] cells = new Object[columns.size()];
        for (int i = 0; i < foreign; i++) {
            Column column = columns.get(i);
            cells[i] = CellValues.of(column, folded.get(column.name().toLowerCase(Locale.ROOT)));
        }
        product(entry, cells, foreign);
        return Row.of(columns, cells);
    }

    private void product(Entry entry, @Nullable Object[] cells, int from) {
        Map<String, Object> link = Json.part(Json.object(entry.link(), "link").get("link"));
        boolean there = entry.path() != null && entry.sha256() != null;
        cells[from] = link.get("semantics");
        cells[from + 1] = there ? entry.path() : null;
        cells[from + 2] = there ? entry.bytes() : null;
        cells[from + 3] = entry.sha256();
        cells[from + 4] = link.isEmpty() ? null : entry.alternative();
        cells[from + 5] = entry.outcome();
        cells[from + 6] = entry.reason();
        Map<String, Object> headers = headers(entry);
        for (int i = OF_PRODUCT.size(); i < own.size() - 1; i++) {
            cells[from + i] = CellValues.of(own.get(i), headers.get(own.get(i).name()));
        }
        cells[from + own.size() - 1] = link.isEmpty() ? null : Json.write(link);
    }
}
