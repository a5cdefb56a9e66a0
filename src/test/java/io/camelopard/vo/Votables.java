package io.camelopard.vo;

import io.camelopard.votable.Column;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Info;
import io.camelopard.votable.Param;
import io.camelopard.votable.Row;
import io.camelopard.votable.ServiceDescriptor;
import io.camelopard.votable.Trailer;
import java.util.List;
import java.util.stream.Collectors;

/** VOTables as text and as what is read from them, for tests. */
final class Votables {
    private Votables() {}

    static String table(List<String> columns, List<? extends List<?>> rows, String after) {
        String fields = columns.stream()
                .map(name -> "<FIELD name=\"" + name + "\" datatype=\"char\" arraysize=\"*\"/>")
                .collect(Collectors.joining());
        String cells = rows.stream()
                .map(row -> row.stream()
                        .map(cell -> "<TD>" + (cell == null ? "" : escape(cell.toString())) + "</TD>")
                        .collect(Collectors.joining("", "<TR>", "</TR>\n")))
                .collect(Collectors.joining());
        return "<VOTABLE version=\"1.3\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\"><RESOURCE type=\"results\">"
                + "<INFO name=\"QUERY_STATUS\" value=\"OK\"/><TABLE>" + fields + "<DATA><TABLEDATA>\n" + cells
                + "</TABLEDATA></DATA></TABLE>" + after + "</RESOURCE></VOTABLE>";
    }

    static String error(String words) {
        return "<VOTABLE version=\"1.3\"><RESOURCE type=\"results\"><INFO name=\"QUERY_STATUS\" value=\"ERROR\">"
                + escape(words) + "</INFO></RESOURCE></VOTABLE>";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    static Column column(String name) {
        return new Column(name, null, "char", "*", null, null, null, null, null);
    }

    static Column column(String name, String id, String unit, String ucd, String utype) {
        return new Column(name, id, "char", "*", unit, ucd, utype, null, null);
    }

    static Row row(Columns columns, Object... cells) {
        return Row.of(columns, cells);
    }

    static Columns columns(String... names) {
        return Columns.of(List.of(names).stream().map(Votables::column).toList());
    }

    static Param param(String name, String value, String ref) {
        return new Param(name, null, "char", "*", null, null, null, null, value, ref, null, null, null, List.of());
    }

    static ServiceDescriptor links(String accessUrl, Param... inputs) {
        return service("ivo://ivoa.net/std/DataLink#links-1.0", accessUrl, inputs);
    }

    static ServiceDescriptor service(String standardId, String accessUrl, Param... inputs) {
        return new ServiceDescriptor(
                null,
                null,
                null,
                List.of(param("standardID", standardId, null), param("accessURL", accessUrl, null)),
                List.of(inputs));
    }

    static Trailer trailer(ServiceDescriptor... services) {
        return new Trailer(List.of(new Info("QUERY_STATUS", "OK")), List.of(), List.of(services), true, -1, null);
    }
}
