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
    private static final List<Column> OF_PRODUCT = List.of(
            text("semantics", "semantics of the link"),
            text("path", "below the store"),
            new Column("bytes", null, "long", null, "byte", "phys.size;meta.file", null, null, "as stored"),
            text("sha256", "of the file as stored, hexadecimal"),
            new Column("alternative", null, "int", null, null, null, null, null, "of links, counted from 0"),
            text("state", "stored, skipped or failed"),
            text("reason", "why it is skipped or failed"),
            text(TableLayout.LINK, ""));

    /** The names that are the product's. */
    static final List<String> NAMES = OF_PRODUCT.stream().map(Column::name).toList();

    private ProductRows() {}

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

    /** Spools what is booked of a run and counts, page by page. */
    static void spool(Ledger ledger, String run, List<String> kept, TableSource source) throws IOException {
        Columns columns = columns(kept);
        String context = null;
        long after = 0;
        for (List<Entry> page = page(ledger, run, after); !page.isEmpty(); page = page(ledger, run, after)) {
            for (Entry entry : page) {
                after = entry.product();
                if (!counts(entry)) {
                    continue;
                }
                Map<String, Object> fields = Json.object(entry.context(), "context");
                String now = fields.get("target") + "@" + fields.get("service");
                if (!now.equals(context)) {
                    source.keep();
                    begin(source, columns, fields);
                    context = now;
                }
                source.write(row(columns, entry, object(fields.get("row"))));
            }
        }
        source.keep();
    }

    private static List<Entry> page(Ledger ledger, String run, long after) {
        return ledger.reports().entries(run, after, PAGE);
    }

    private static boolean counts(Entry entry) {
        return !"superseded".equals(entry.outcome()) && !"listed".equals(entry.outcome());
    }

    private static void begin(TableSource source, Columns columns, Map<String, Object> context) {
        source.begin(
                columns, Products.target(object(context.get("target"))), Objects.toString(context.get("service"), ""));
    }

    /** Those of all answers together, and the product's. */
    private static Columns columns(List<String> kept) {
        Map<String, Column> all = new LinkedHashMap<>();
        for (String json : kept) {
            if (Json.object(json, "columns").get("columns") instanceof List<?> list) {
                for (Object fields : list) {
                    Column column = column(object(fields));
                    all.merge(column.name().toLowerCase(Locale.ROOT), column, CellValues::common);
                }
            }
        }
        List<Column> columns = new ArrayList<>(all.values());
        columns.addAll(OF_PRODUCT);
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

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    private static Row row(Columns columns, Entry entry, Map<String, Object> answer) {
        Map<String, Object> folded = new LinkedHashMap<>();
        answer.forEach((name, value) -> folded.put(name.toLowerCase(Locale.ROOT), value));
        int foreign = columns.size() - OF_PRODUCT.size();
        @Nullable Object[] cells = new Object[columns.size()];
        for (int i = 0; i < foreign; i++) {
            Column column = columns.get(i);
            cells[i] = CellValues.of(column, folded.get(column.name().toLowerCase(Locale.ROOT)));
        }
        product(entry, cells, foreign);
        return Row.of(columns, cells);
    }

    private static void product(Entry entry, @Nullable Object[] cells, int from) {
        Map<String, Object> link = object(Json.object(entry.link(), "link").get("link"));
        boolean there = entry.path() != null && entry.sha256() != null;
        cells[from] = link.get("semantics");
        cells[from + 1] = there ? entry.path() : null;
        cells[from + 2] = there ? entry.bytes() : null;
        cells[from + 3] = entry.sha256();
        cells[from + 4] = link.isEmpty() ? null : entry.alternative();
        cells[from + 5] = entry.outcome();
        cells[from + 6] = entry.reason();
        cells[from + 7] = link.isEmpty() ? null : Json.write(link);
    }
}
