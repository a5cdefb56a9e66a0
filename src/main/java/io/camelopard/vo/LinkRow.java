package io.camelopard.vo;

import io.camelopard.votable.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads a row of a DataLink document (DataLink 1.1, section 3.2). */
final class LinkRow {
    private static final List<String> COLUMNS = List.of(
            "ID",
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

    private LinkRow() {}

    static Link read(Row row, String documentUrl) {
        String url = text(row, "access_url");
        String absolute = url == null ? null : Urls.resolve(documentUrl, url);
        String semantics = text(row, "semantics");
        return new Link(
                String.valueOf(text(row, "ID") == null ? "" : text(row, "ID")),
                absolute,
                text(row, "service_def"),
                null,
                text(row, "error_message"),
                semantics == null ? "" : Vocabulary.core().normalise(semantics),
                text(row, "local_semantics"),
                text(row, "description"),
                text(row, "content_type"),
                length(row),
                text(row, "content_qualifier"),
                text(row, "link_auth"),
                authorized(row),
                text(row, "cloud_access"),
                columns(row, absolute));
    }

    private static @Nullable String text(Row row, String column) {
        return Values.text(row.text(column));
    }

    // -1 is what old services have for unknown.
    private static @Nullable Long length(Row row) {
        OptionalLong length = Values.whole(row.get("content_length"));
        return length.isPresent() && length.getAsLong() >= 0 ? length.getAsLong() : null;
    }

    // CADC and ALMA had this column before the standard, as "readable".
    private static @Nullable Boolean authorized(Row row) {
        return Values.truth(row.get(row.containsKey("link_authorized") ? "link_authorized" : "readable"));
    }

    private static Map<String, Object> columns(Row row, @Nullable String url) {
        Map<String, Object> columns = new LinkedHashMap<>();
        row.forEach((name, value) -> columns.put(name, Values.json(value)));
        COLUMNS.stream().filter(name -> !row.containsKey(name)).forEach(name -> columns.put(name, null));
        columns.put("access_url", url);
        return columns;
    }
}
