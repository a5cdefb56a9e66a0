package io.camelopard.cli;

import io.camelopard.cli.ModelObservatory.Asked;
import io.camelopard.cli.ModelObservatory.Said;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers of services that depend on what is asked. */
final class ModelServices {
    private static final Pattern SELECT =
            Pattern.compile("\\s*SELECT TOP (\\d+)\\s+(.*?)\\s+FROM\\s.*", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private ModelServices() {}

    /** A TAP service that has as many rows as TOP says, with a number in every column but the names. */
    static Said tap(Asked asked) {
        Matcher select = SELECT.matcher(asked.param("QUERY"));
        if (!select.matches()) {
            throw new IllegalArgumentException("no SELECT TOP: " + asked.param("QUERY"));
        }
        List<String> columns = Arrays.stream(select.group(2).split("\\s*,\\s*"))
                .map(column -> column.substring(column.indexOf('.') + 1))
                .toList();
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(select.group(1)); i++) {
            int number = i;
            rows.add(columns.stream()
                    .map(column -> isText(column)
                            ? "2CXO J%04d".formatted(number)
                            : String.valueOf(number + column.length() / 10.0))
                    .toList());
        }
        return Said.votable(table(columns, rows, ""));
    }

    private static boolean isText(String column) {
        return column.equals("name")
                || column.endsWith("_id")
                || column.equals("detector")
                || column.equals("var_code");
    }

    static String table(List<String> columns, List<? extends List<String>> rows, String services) {
        StringBuilder text =
                new StringBuilder("<VOTABLE version=\"1.4\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\">"
                        + "<RESOURCE type=\"results\"><INFO name=\"QUERY_STATUS\" value=\"OK\"/><TABLE>");
        for (String column : columns) {
            boolean number =
                    !rows.isEmpty() && rows.get(0).get(columns.indexOf(column)).matches("[0-9.]+");
            text.append("<FIELD name=\"%s\" %s/>"
                    .formatted(column, number ? "datatype=\"double\"" : "datatype=\"char\" arraysize=\"*\""));
        }
        text.append("<DATA><TABLEDATA>\n");
        rows.forEach(row -> {
            text.append("<TR>");
            row.forEach(cell ->
                    text.append("<TD>").append(cell.replace("&", "&amp;")).append("</TD>"));
            text.append("</TR>\n");
        });
        return text + "</TABLEDATA></DATA></TABLE></RESOURCE>" + services + "</VOTABLE>";
    }

    /** A DataLink document: rows of ID, access_url, service_def, error_message, semantics, content_type. */
    static Said links(List<List<String>> rows, String services) {
        return new Said(
                200,
                "application/x-votable+xml;content=datalink",
                table(
                                List.of(
                                        "ID",
                                        "access_url",
                                        "service_def",
                                        "error_message",
                                        "semantics",
                                        "content_type",
                                        "cloud_access"),
                                rows,
                                services)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** A synchronous SODA service that cuts circles. */
    static String soda(String id, String accessUrl, String did) {
        return """
                <RESOURCE type="meta" utype="adhoc:service" ID="%s">
                <PARAM name="standardID" datatype="char" arraysize="*" value="ivo://ivoa.net/std/SODA#sync-1.0"/>
                <PARAM name="accessURL" datatype="char" arraysize="*" value="%s"/>
                <GROUP name="inputParams">
                <PARAM name="ID" datatype="char" arraysize="*" ucd="meta.id;meta.main" value="%s"/>
                <PARAM name="CIRCLE" datatype="double" arraysize="3" ucd="phys.angArea;obs" unit="deg" xtype="circle" value=""/>
                </GROUP></RESOURCE>
                """.formatted(id, accessUrl, did);
    }

    /** The last segment of a plate's identifier, without its extension. */
    static String plate(Asked asked) {
        String id = asked.param("ID");
        return id.substring(id.lastIndexOf('/') + 1)
                .replaceFirst("\\.fits$", "")
                .toLowerCase(Locale.ROOT);
    }
}
