package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.Search;
import io.camelopard.harvest.ServiceRef;
import io.camelopard.harvest.Targets;
import io.camelopard.ledger.Ledger;
import io.camelopard.vo.Answer;
import io.camelopard.vo.Ask;
import io.camelopard.vo.ConeSearch;
import io.camelopard.vo.Faults;
import io.camelopard.vo.Protocol;
import io.camelopard.vo.Region;
import io.camelopard.vo.Registry;
import io.camelopard.vo.Service;
import io.camelopard.vo.Sesame;
import io.camelopard.vo.Target;
import io.camelopard.votable.Limits;
import io.camelopard.votable.Trailer;
import io.camelopard.votable.VotableReader;
import io.camelopard.votable.VotableScan;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked of whom for one search, and whether the answer is one. Thread-safe. */
final class Questions {
    private static final Logger LOG = LoggerFactory.getLogger(Questions.class);

    private final Ask ask;
    private final Ledger ledger;
    private final Sesame sesame;
    private final Registry registry;
    private final Limits limits;
    private final UrlTables urls;

    Questions(Ask ask, Ledger ledger, Sesame sesame, Registry registry, Limits limits, UrlTables urls) {
        this.ask = ask;
        this.ledger = ledger;
        this.sesame = sesame;
        this.registry = registry;
        this.limits = limits;
        this.urls = urls;
    }

    /** Asks, and leaves in {@code search} who answered what; the answer's head and end have been read, and are good. */
    void ask(Discovering run, OneSearch search) {
        Harvest harvest = run.harvest();
        ServiceRef ref = search.ref();
        if (search.part() == null) {
            Target target = search.one() == null ? null : target(search.one());
            search.found(target, region(target, harvest.search()));
        }
        if (harvest.protocol() == Protocol.NONE) {
            Answer table = urls.table(harvest, run.request().folder());
            search.answered(new Service("", null, null), table, VotableScan.scan(table.body(), limits));
        } else if (ref != null) {
            askAny(run, search, run.services(ref, r -> services(r, harvest.protocol())));
        }
    }

    /** The rows of the present answer. */
    VotableReader open(OneSearch search) {
        return VotableReader.open(search.answer().body(), limits);
    }

    /** How many rows the present answer has; what it says of their number is no promise. */
    long count(OneSearch search) {
        try (VotableReader reader = open(search)) {
            reader.forEachRemaining(row -> {});
            return reader.trailer().rows();
        }
    }

    private static @Nullable Region region(@Nullable Target target, Search spec) {
        if (target == null) {
            return null;
        }
        if (spec.size() != null) {
            return new Region(
                    target.ra(), target.dec(), spec.size().width(), spec.size().height());
        }
        return spec.radius() == null ? null : Region.circle(target.ra(), target.dec(), spec.radius());
    }

    private Target target(Targets.One one) {
        if (one.position() != null) {
            return new Target(one.name(), one.position().ra(), one.position().dec(), one.columns());
        }
        String name = one.label();
        Target found = ledger.targets()
                .find(name)
                .map(p -> new Target(name, p.ra(), p.dec(), one.columns()))
                .orElseGet(() -> sesame.resolve(name));
        ledger.targets().keep(name, found.ra(), found.dec());
        return new Target(name, found.ra(), found.dec(), one.columns());
    }

    private List<Service> services(ServiceRef ref, Protocol protocol) {
        if (ref instanceof ServiceRef.Url url) {
            return List.of(new Service(url.url(), null, null));
        }
        if (ref instanceof ServiceRef.Ivoid ivoid) {
            return registry.resolve(ivoid.ivoid(), protocol);
        }
        throw new MisuseException("search.service: a search of the registry is not yet done by this version");
    }

    /** Interfaces of one service: the next when one is down. */
    private void askAny(Discovering run, OneSearch search, List<Service> services) {
        Optional<TransientException> down = Optional.empty();
        for (Service service : services) {
            try {
                askOne(run.harvest(), search, service);
                return;
            } catch (TransientException e) {
                LOG.warn("service.down run={} service={} reason=\"{}\"", run.id(), service.shortName(), e.getMessage());
                down = Optional.of(e);
            }
        }
        throw down.orElseGet(() -> new TransientException("no interface of the service answers"));
    }

    private Answer asked(Harvest harvest, OneSearch search, Service service) {
        Search spec = harvest.search();
        return switch (harvest.protocol()) {
            case SCS -> ask.ask(ConeSearch.request(service, known(search.region()), spec.params(), spec.maxrec()));
            case TAP, SIA, SIA2, SSA, MAST, NONE ->
                throw new MisuseException("search.protocol %s: not yet done by this version"
                        .formatted(harvest.protocol().name().toLowerCase(Locale.ROOT)));
        };
    }

    private void askOne(Harvest harvest, OneSearch search, Service service) {
        Answer answer = asked(harvest, search, service);
        try {
            Faults.check(answer, harvest.protocol());
            Trailer trailer = VotableScan.scan(answer.body(), limits);
            Faults.check(trailer, harvest.protocol(), answer.url());
            search.answered(service, answer, trailer);
        } catch (RuntimeException e) {
            answer.close();
            throw e;
        }
    }

    private static <T> T known(@Nullable T value) {
        if (value == null) {
            throw new MisuseException("a cone search needs a target and a radius");
        }
        return value;
    }
}
