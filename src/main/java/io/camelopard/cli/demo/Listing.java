package io.camelopard.cli.demo;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A folder as Apache's index in its {@code <pre>} form, with parent link, sort links and rounded sizes. */
final class Listing {
    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int NAME_WIDTH = 34;

    private Listing() {}

    /** The page of a folder, whose path ends with a slash, from all files below it. */
    static String of(String folder, Map<String, DemoFile> below) {
        SortedMap<String, String> lines = new TreeMap<>();
        below.forEach((path, file) -> {
            String rest = path.substring(folder.length());
            int slash = rest.indexOf('/');
            String name = slash < 0 ? rest : rest.substring(0, slash + 1);
            lines.putIfAbsent(name, line(name, file));
        });
        String parent = folder.substring(0, folder.lastIndexOf('/', folder.length() - 2) + 1);
        return Resources.text("listing.html")
                .replace("@PATH@", folder.substring(0, folder.length() - 1))
                .replace("@PARENT@", parent)
                .replace("@LINES@", String.join("", lines.values()));
    }

    private static String line(String name, DemoFile file) {
        boolean folder = name.endsWith("/");
        String icon = folder ? "folder" : name.endsWith(".gz") ? "compressed" : "unknown";
        return String.format(
                Locale.ROOT,
                "<img src=\"/icons/%s.gif\" alt=\"[%s]\"> <a href=\"%s\">%s</a>%s %s  %4s  \n",
                icon,
                folder ? "DIR" : "   ",
                name,
                name,
                " ".repeat(Math.max(0, NAME_WIDTH - name.length())),
                SHOWN.format(file.modified()),
                folder ? "-" : size(file.bytes().length));
    }

    /** As Apache rounds: 812, 3.4K, 262K. */
    private static String size(int bytes) {
        if (bytes < 1024) {
            return String.valueOf(bytes);
        }
        double kilo = bytes / 1024.0;
        return String.format(Locale.ROOT, kilo < 10 ? "%.1fK" : "%.0fK", kilo);
    }
}
