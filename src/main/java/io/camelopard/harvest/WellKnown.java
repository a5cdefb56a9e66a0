package io.camelopard.harvest;

import io.camelopard.MisuseException;
import io.camelopard.vo.Link;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names that are known in every protocol, whatever the columns are called (HARVEST.md, "Links"). */
final class WellKnown {
    /** Those of the row as its own link. */
    static final Set<String> OF_LINK =
            Set.of("semantics", "access_url", "content_type", "content_length", "cloud_access");

    private static final Set<String> OF_ROW = Set.of("obs_publisher_did", "s_ra", "s_dec");

    /** DataLink 1.1, section 3.2: what every link has, though a service may leave the column out. */
    private static final Set<String> OF_DATALINK = Set.of(
            "id",
            "access_url",
            "service_def",
            "error_message",
            "semantics",
            "local_semantics",
            "description",
            "content_type",
            "content_length",
            "content_qualifier",
            "link_auth",
            "link_authorized",
            "cloud_access");

    private WellKnown() {}

    static boolean knows(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return OF_LINK.contains(lower) || OF_ROW.contains(lower);
    }

    static @Nullable Object inLink(Link link, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Object standard =
                switch (lower) {
                    case "access_url" -> link.accessUrl();
                    case "semantics" -> shortest(link.semantics());
                    case "content_type" -> link.contentType();
                    case "content_length" -> link.contentLength();
                    default -> null;
                };
        boolean known = standard != null || (OF_DATALINK.contains(lower) && !has(link.columns(), name));
        return known ? standard : ignoringCase(link.columns(), "link.", name);
    }

    /** A term of the core vocabulary as people write it, {@code #this}, however the service spells it. */
    static String shortest(String semantics) {
        return semantics.replaceFirst("^https?://(www\\.)?ivoa\\.net/rdf/datalink/core[^#]*#", "#");
    }

    private static boolean has(Map<String, ?> columns, String name) {
        return columns.keySet().stream().anyMatch(name::equalsIgnoreCase);
    }

    static @Nullable Object ignoringCase(Map<String, Object> columns, String of, String name) {
        if (columns.containsKey(name)) {
            return columns.get(name);
        }
        for (Map.Entry<String, Object> column : columns.entrySet()) {
            if (column.getKey().equalsIgnoreCase(name)) {
                return column.getValue();
            }
        }
        throw new MisuseException("there is no " + of + Printable.of(name) + Nearest.hint(name, columns.keySet())
                + "; there are " + Nearest.list(columns.keySet()));
    }
}
