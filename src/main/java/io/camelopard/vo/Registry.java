package io.camelopard.vo;

import io.camelopard.MisuseException;
import io.camelopard.votable.Limits;
import io.camelopard.votable.Trailer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
     * The interfaces of a resource that speak the protocol, the best first: without credentials, standard role, no mirror,
     * https, the higher version. Later ones are alternatives for when an earlier one is down.
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

    /**
     * The resources that offer the protocol and are meant, by identifier, each with its interfaces as {@link #resolve} has
     * them. Services that only lead to tables of a larger one ({@code #aux}) do not count.
     *
     * @throws MisuseException when no registry knows any
     * @throws io.camelopard.TransientException when no registry answers
     */
    public List<List<Service>> search(RegistryTerms terms, Protocol protocol) {
        String query = adql(protocol, terms.adql() + "NOT standard_id LIKE '%#aux' AND ");
        return mirrors.first(url -> found(query(url, query, protocol, "search the registry"), terms))
                .orElseThrow(() -> new MisuseException("no such service: the registry has no " + name(protocol)
                        + " service" + terms + "; fewer or other words find more"));
    }

    private static Optional<List<List<Service>>> found(List<RegistryInterface> interfaces, RegistryTerms terms) {
        Map<String, List<RegistryInterface>> byIvoid = interfaces.stream()
                .filter(one -> terms.means(one.ivoid()))
                .collect(Collectors.groupingBy(RegistryInterface::ivoid, TreeMap::new, Collectors.toList()));
        return byIvoid.isEmpty()
                ? Optional.empty()
                : Optional.of(byIvoid.values().stream().map(Registry::services).toList());
    }

    private Optional<List<Service>> interfaces(String url, String ivoid, Protocol protocol) {
        String query = adql(protocol, "ivoid = " + literal(ivoid) + " AND ");
        List<Service> services = services(query(url, query, protocol, "look up " + ivoid));
        return services.isEmpty() ? Optional.empty() : Optional.of(services);
    }

    private static List<Service> services(List<RegistryInterface> interfaces) {
        Map<String, Service> services = new LinkedHashMap<>();
        interfaces.stream()
                .sorted(RegistryInterface.BEST_FIRST)
                .forEach(one -> services.putIfAbsent(one.url(), new Service(one.url(), one.ivoid(), one.title())));
        return List.copyOf(services.values());
    }

    /**
     * Type and role are judged here and not by the query: registries leave them null. All columns are asked for, because
     * those of RegTAP 1.2 are wanted where they are, and a registry of 1.1 refuses a query that names them.
     */
    private static String adql(Protocol protocol, String conditions) {
        return "SELECT * FROM rr.resource NATURAL JOIN rr.capability NATURAL JOIN rr.interface" + " WHERE " + conditions
                + "standard_id LIKE " + literal(protocol.standard() + "%");
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private List<RegistryInterface> query(String url, String adql, Protocol protocol, String purpose) {
        List<Map.Entry<String, String>> params =
                List.of(Map.entry("REQUEST", "doQuery"), Map.entry("LANG", "ADQL"), Map.entry("QUERY", adql));
        try (Answer answer = ask.ask(Request.get(sync(url), params, MAX_ANSWER, purpose))) {
            Faults.check(answer, Protocol.TAP);
            List<RegistryInterface> found = new ArrayList<>();
            Trailer trailer = Documents.read(
                    answer.body(),
                    answer.url(),
                    Limits.defaults(),
                    Protocol.TAP,
                    row -> found.addAll(RegistryInterface.of(row, protocol)));
            if (trailer.overflow()) {
                throw new MisuseException(
                        purpose + ": the registry knows more than it tells at once; narrow the search");
            }
            return found;
        }
    }

    private static String sync(String url) {
        String base = url.replaceFirst("/+$", "");
        return base.endsWith("/sync") ? base : base + "/sync";
    }

    private static String name(Protocol protocol) {
        return protocol.name().toLowerCase(Locale.ROOT);
    }
}
