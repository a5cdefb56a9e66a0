package io.camelopard.vo;

import io.camelopard.MisuseException;
import io.camelopard.votable.Limits;
import io.camelopard.votable.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds services in a relational registry (RegTAP 1.1) by synchronous TAP queries. The next registry is asked when one is
 * down, or does not know what is asked for. Thread-safe as far as its {@link Ask} is.
 */
public final class Registry {
    private static final long MAX_ANSWER = 64L << 20;

    private final Ask ask;
    private final Mirrors mirrors;

    public Registry(Ask ask, List<String> tapUrls) {
        this.ask = ask;
        this.mirrors = new Mirrors("registry", tapUrls);
    }

    /**
     * The interfaces of a resource that speak the protocol, the best first: standard role, then https, then the higher
     * version. Later ones are alternatives for when an earlier one is down.
     *
     * @throws MisuseException when no registry knows such a service
     * @throws io.camelopard.TransientException when no registry answers
     */
    public List<Service> resolve(String ivoid, Protocol protocol) {
        String id = ivoid.strip().toLowerCase(Locale.ROOT);
        if (!id.startsWith("ivo://") || protocol.standard().isEmpty()) {
            throw new MisuseException("'" + ivoid + "' cannot be looked up as a " + name(protocol)
                    + " service in the registry; expected ivo://authority/path");
        }
        return mirrors.first(url -> interfaces(url, id, protocol))
                .orElseThrow(() -> new MisuseException("no such service: the registry has no " + name(protocol)
                        + " interface of '" + ivoid + "' (standard_id " + protocol.standard() + "…)"));
    }

    private Optional<List<Service>> interfaces(String url, String ivoid, Protocol protocol) {
        Map<String, Service> services = new LinkedHashMap<>();
        query(url, adql(ivoid, protocol), "look up " + ivoid).stream()
                .flatMap(row -> Interface.of(row, protocol).stream())
                .sorted(Interface.BEST_FIRST)
                .forEach(found -> services.putIfAbsent(found.url(), new Service(found.url(), ivoid, found.title())));
        return services.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(services.values()));
    }

    /** Type and role are judged here and not by the query: registries leave them null. */
    private static String adql(String ivoid, Protocol protocol) {
        return "SELECT ivoid, res_title, access_url, standard_id, intf_type, intf_role, std_version"
                + " FROM rr.resource NATURAL JOIN rr.capability NATURAL JOIN rr.interface"
                + " WHERE ivoid = " + literal(ivoid)
                + " AND standard_id LIKE " + literal(protocol.standard() + "%");
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private List<Row> query(String url, String adql, String purpose) {
        List<Map.Entry<String, String>> params =
                List.of(Map.entry("REQUEST", "doQuery"), Map.entry("LANG", "ADQL"), Map.entry("QUERY", adql));
        try (Answer answer = ask.ask(Request.get(sync(url), params, MAX_ANSWER, purpose))) {
            Faults.check(answer, Protocol.TAP);
            List<Row> rows = new ArrayList<>();
            Documents.read(answer.body(), answer.url(), Limits.defaults(), Protocol.TAP, rows::add);
            return rows;
        }
    }

    private static String sync(String url) {
        String base = url.replaceFirst("/+$", "");
        return base.endsWith("/sync") ? base : base + "/sync";
    }

    private static String name(Protocol protocol) {
        return protocol.name().toLowerCase(Locale.ROOT);
    }

    /** One row of the answer. */
    private record Interface(String url, @Nullable String title, boolean standard, boolean secure, String version) {
        static final Comparator<Interface> BEST_FIRST = Comparator.comparing(Interface::standard)
                .thenComparing(Interface::secure)
                .thenComparing(Interface::version, Interface::compareVersions)
                .reversed();

        static Optional<Interface> of(Row row, Protocol protocol) {
            String url = Values.text(row.get("access_url"));
            String type = text(row, "intf_type", "vs:paramhttp");
            String standard = text(row, "standard_id", protocol.standard());
            if (url == null || !type.endsWith("paramhttp") || !protocol.is(standard)) {
                return Optional.empty();
            }
            return Optional.of(new Interface(
                    url,
                    Values.text(row.get("res_title")),
                    text(row, "intf_role", "").equals("std"),
                    url.toLowerCase(Locale.ROOT).startsWith("https:"),
                    text(row, "std_version", "")));
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
}
