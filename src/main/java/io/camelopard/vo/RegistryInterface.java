package io.camelopard.vo;

import io.camelopard.votable.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One address of a resource in a registry: a row of {@code rr.interface}, or one of the mirrors that RegTAP 1.2 has there.
 *
 * @param standard whether its role is the standard's own
 * @param open whether it can be used without credentials, as far as the registry says
 */
record RegistryInterface(
        String ivoid,
        @Nullable String title,
        String url,
        boolean open,
        boolean standard,
        boolean mirror,
        boolean secure,
        String version) {
    private static final Pattern MIRRORS = Pattern.compile("[#\\s]+");

    /** What needs no credentials, standard role, no mirror, https, the higher version; the rest by address. */
    static final Comparator<RegistryInterface> BEST_FIRST = Comparator.comparing(RegistryInterface::open)
            .thenComparing(RegistryInterface::standard)
            .thenComparing(one -> !one.mirror())
            .thenComparing(RegistryInterface::secure)
            .thenComparing(RegistryInterface::version, RegistryInterface::compareVersions)
            .reversed();

    /** None where the row is of another protocol or kind. Type and role may be null; the columns of 1.2 may be absent. */
    static List<RegistryInterface> of(Row row, Protocol protocol) {
        String url = Values.text(row.get("access_url"));
        String type = text(row, "intf_type", "vs:paramhttp");
        if (url == null || !type.endsWith("paramhttp") || !protocol.is(text(row, "standard_id", protocol.standard()))) {
            return List.of();
        }
        List<RegistryInterface> all = new ArrayList<>();
        all.add(of(row, url, false));
        String mirrors = Values.text(row.get("mirror_url"));
        if (mirrors != null) {
            MIRRORS.splitAsStream(mirrors)
                    .filter(mirror -> mirror.matches("(?i)https?://.+"))
                    .forEach(mirror -> all.add(of(row, mirror, true)));
        }
        return all;
    }

    private static RegistryInterface of(Row row, String url, boolean mirror) {
        return new RegistryInterface(
                text(row, "ivoid", ""),
                Values.text(row.get("res_title")),
                url,
                !Boolean.TRUE.equals(Values.truth(Values.text(row.get("authenticated_only")))),
                text(row, "intf_role", "").equals("std"),
                mirror,
                url.toLowerCase(Locale.ROOT).startsWith("https:"),
                text(row, "std_version", ""));
    }

    private static String text(Row row, String column, String otherwise) {
        String text = Values.text(row.get(column));
        return text == null ? otherwise : text.toLowerCase(Locale.ROOT);
    }

    private static int compareVersions(String one, String other) {
        String[] left = one.split("\\D+");
        String[] right = other.split("\\D+");
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            int order = Integer.compare(number(left, i), number(right, i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int number(String[] parts, int i) {
        return i < parts.length && !parts[i].isEmpty() && parts[i].length() < 9 ? Integer.parseInt(parts[i]) : 0;
    }
}
