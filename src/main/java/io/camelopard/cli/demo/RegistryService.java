package io.camelopard.cli.demo;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A registry (RegTAP 1.1 over TAP sync) that holds one resource, the NuSTAR master table.
 *
 * <p>It is no database: it answers the columns of the select list that it knows, for the interfaces that the query's
 * literals leave, and says what it does not understand.
 */
final class RegistryService {
    private static final Pattern SELECT =
            Pattern.compile("(?is)\\s*select\\s+(?:distinct\\s+)?(?:top\\s+\\d+\\s+)?(.*?)\\s+from\\s.*");
    private static final Pattern COLUMN =
            Pattern.compile("(?i)(?:\\w+\\.)*\"?(\\w+|\\*)\"?(?:\\s+(?:as\\s+)?\"?(\\w+)\"?)?");

    private final List<Map<String, String>> interfaces;

    RegistryService(URI base) {
        interfaces = Resources.table("registry.tsv");
        interfaces.forEach(each -> each.replaceAll((column, value) -> value.replace("@BASE@", base.toString())));
    }

    Reply answer(Call call) {
        String query = call.first("query").orElse("");
        Matcher select = SELECT.matcher(query);
        if (!select.matches()) {
            return error("QUERY '" + query + "' is no SELECT … FROM …");
        }
        List<String> fields = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        for (String item : select.group(1).split(",", 0)) {
            Optional<String> wrong = select(item.strip(), fields, columns);
            if (wrong.isPresent()) {
                return error("column '" + wrong.get() + "' is not known");
            }
        }
        return Reply.votable(Resources.text("registry.xml")
                .replace("@FIELDS@", fields.stream().map(RegistryService::field).collect(Collectors.joining()))
                .replace("@ROWS@", rows(query.toLowerCase(Locale.ROOT), columns)));
    }

    /** Adds what an item of the select list stands for; returns it where it cannot be had. */
    private Optional<String> select(String item, List<String> fields, List<String> columns) {
        Matcher column = COLUMN.matcher(item);
        if (!column.matches()) {
            return Optional.of(item);
        }
        String name = column.group(1).toLowerCase(Locale.ROOT);
        if (name.equals("*")) {
            fields.addAll(interfaces.get(0).keySet());
            columns.addAll(interfaces.get(0).keySet());
        } else if (interfaces.get(0).containsKey(name)) {
            fields.add(Optional.ofNullable(column.group(2)).orElse(name));
            columns.add(name);
        } else {
            return Optional.of(item);
        }
        return Optional.empty();
    }

    private String rows(String query, List<String> columns) {
        return interfaces.stream()
                .filter(each -> query.contains(each.get("ivoid")) && isMeant(each, query))
                .map(each -> Resources.tr(columns.stream().map(each::get).toList()))
                .collect(Collectors.joining());
    }

    private static boolean isMeant(Map<String, String> of, String query) {
        String standardId = of.getOrDefault("standard_id", "");
        boolean standard =
                !query.contains("ivo://ivoa.net/std/") || (!standardId.isEmpty() && query.contains(standardId));
        boolean type = !query.contains("vs:paramhttp") || of.containsValue("vs:paramhttp");
        return standard && type;
    }

    private static String field(String name) {
        String type = name.endsWith("_index") ? "datatype=\"short\"" : "datatype=\"unicodeChar\" arraysize=\"*\"";
        return "    <FIELD name=\"" + Resources.escape(name) + "\" " + type + "/>\n";
    }

    private static Reply error(String message) {
        Reply reply = Reply.votable(Resources.text("registry-error.xml").replace("@ERROR@", Resources.escape(message)));
        return Reply.of(400, "application/x-votable+xml", reply.body());
    }
}
