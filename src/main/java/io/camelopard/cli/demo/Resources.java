package io.camelopard.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The recorded answers, kept as text beside the classes: templates with {@code @MARKS@}, and tables. */
final class Resources {
    private Resources() {}

    static String text(String name) {
        try (InputStream in = Resources.class.getResourceAsStream("/demo/" + name)) {
            if (in == null) {
                throw new IllegalStateException("resource demo/" + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("resource demo/" + name + " cannot be read", e);
        }
    }

    /** A tab-separated table as rows by column name, in the file's order; an empty cell is the empty string. */
    static List<Map<String, String>> table(String name) {
        List<String> lines = text(name).lines().toList();
        String[] columns = lines.get(0).split("\t", -1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split("\t", -1);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < columns.length; i++) {
                row.put(columns[i], cells[i]);
            }
            rows.add(row);
        }
        return rows;
    }

    /** One TABLEDATA row. */
    static String tr(Iterable<String> cells) {
        StringBuilder tr = new StringBuilder("     <TR>");
        cells.forEach(cell -> tr.append("<TD>").append(escape(cell)).append("</TD>"));
        return tr.append("</TR>\n").toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
