package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.harvest.ServiceRef.RegistrySearch;
import io.camelopard.harvest.ServiceRef.Take;
import io.camelopard.vo.Protocol;
import io.camelopard.vo.Registry;
import io.camelopard.vo.RegistryTerms;
import io.camelopard.vo.Service;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The services that a harvest's search of the registry ends in. Thread-safe. */
final class Registered {
    private static final int SHOWN = 20;

    private final Registry registry;

    Registered(Registry registry) {
        this.registry = registry;
    }

    /** The interfaces of the one service that is taken: the only one, or the first by identifier where that is said. */
    List<Service> findOne(RegistrySearch search, Protocol protocol) {
        List<List<Service>> found = find(search, protocol);
        if (found.size() > 1 && search.take() != Take.FIRST) {
            throw new MisuseException("search.service: the registry has " + found.size() + " "
                    + name(protocol) + " services" + terms(search) + ": " + candidates(found)
                    + "; name one of them (service: " + found.get(0).get(0).ivoid()
                    + "), say more, or write take: first or take: all");
        }
        return found.get(0);
    }

    /** All of them, each with its interfaces, by identifier. */
    List<List<Service>> find(RegistrySearch search, Protocol protocol) {
        Protocol wanted = search.servicetype() == null ? protocol : Protocol.ofServiceType(search.servicetype());
        if (wanted != protocol) {
            throw new MisuseException("search.service.servicetype " + search.servicetype()
                    + ": the services found do not speak " + name(protocol)
                    + ", which is what search.protocol says; make them the same");
        }
        return registry.search(terms(search), protocol);
    }

    private static RegistryTerms terms(RegistrySearch search) {
        return new RegistryTerms(search.keywords(), search.waveband(), search.ivoid());
    }

    private static String candidates(List<List<Service>> found) {
        String first = found.stream()
                .limit(SHOWN)
                .map(interfaces -> interfaces.get(0))
                .map(service -> service.ivoid() + (service.title() == null ? "" : " (" + service.title() + ")"))
                .collect(Collectors.joining(", "));
        return found.size() > SHOWN ? first + ", …" : first;
    }

    private static String name(Protocol protocol) {
        return protocol.name().toLowerCase(Locale.ROOT);
    }
}
