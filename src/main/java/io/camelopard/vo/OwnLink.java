package io.camelopard.vo;

import io.camelopard.vo.RowColumns.Known;
import io.camelopard.votable.Column;
import io.camelopard.votable.Row;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads a row of an answer as its own link. */
final class OwnLink {
    private OwnLink() {}

    static Link of(Row row, RowColumns columns) {
        String url = columns.text(row, Known.ACCESS_URL);
        String format = columns.text(row, Known.ACCESS_FORMAT);
        Long bytes = bytes(row, columns);
        String cloud = columns.text(row, Known.CLOUD_ACCESS);
        String did = columns.text(row, Known.OBS_PUBLISHER_DID);
        Map<String, Object> all = new LinkedHashMap<>();
        row.forEach((name, value) -> all.put(name, Values.json(value)));
        all.putIfAbsent("access_url", url);
        all.put("semantics", Vocabulary.THIS);
        all.put("content_type", format);
        all.put("content_length", bytes);
        all.putIfAbsent("cloud_access", cloud);
        return new Link(
                did != null ? did : url == null ? "" : url,
                url,
                null,
                null,
                null,
                Vocabulary.THIS,
                null,
                null,
                format,
                bytes,
                null,
                null,
                null,
                cloud,
                all);
    }

    /** ObsCore has kbyte (section 3.3.4), SIA 1 and SSA bytes; a unit that the column declares goes first. */
    private static @Nullable Long bytes(Row row, RowColumns columns) {
        Column column = columns.column(Known.ACCESS_ESTSIZE);
        OptionalLong size = Values.whole(columns.value(row, Known.ACCESS_ESTSIZE));
        if (column == null || size.isEmpty() || size.getAsLong() < 0) {
            return null;
        }
        long factor = factor(column);
        return size.getAsLong() > Long.MAX_VALUE / factor ? null : size.getAsLong() * factor;
    }

    private static long factor(Column column) {
        String unit = column.unit() == null ? "" : column.unit().strip().toLowerCase(Locale.ROOT);
        return switch (unit) {
            case "byte", "bytes", "b" -> 1;
            case "kbyte", "kbytes", "kb" -> 1_000;
            case "kibyte", "kib" -> 1_024;
            case "mbyte", "mbytes", "mb" -> 1_000_000;
            case "gbyte", "gbytes", "gb" -> 1_000_000_000;
            default -> column.name().equalsIgnoreCase("access_estsize") ? 1_000 : 1;
        };
    }
}
