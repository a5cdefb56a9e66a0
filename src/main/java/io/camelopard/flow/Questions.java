package io.camelopard.flow;

import io.camelopard.FinalException;
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
import io.camelopard.vo.ImageSearch;
import io.camelopard.vo.Protocol;
import io.camelopard.vo.Region;
import io.camelopard.vo.Registry;
import io.camelopard.vo.Service;
import io.camelopard.vo.Sesame;
import io.camelopard.vo.SpectrumSearch;
import io.camelopard.vo.Tap;
import io.camelopard.vo.Target;
import io.camelopard.votable.Info;
import io.camelopard.votable.Limits;
import io.camelopard.votable.Trailer;
import io.camelopard.votable.VotableReader;
import io.camelopard.votable.VotableScan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final Registered registered;
    private final Limits limits;
    private final UrlTables urls;
    private final TapSearch tap;
    private final MastSearch mast;

    Questions(
            Ask ask,
            Ledger ledger,
            Sesame sesame,
            Registry registry,
            Limits limits,
            UrlTables urls,
            TapSearch tap,
            MastSearch mast) {
        this.ask = ask;
        this.ledger = ledger;
        this.sesame = sesame;
        this.registry = registry;
        this.registered = new Registered(registry);
        this.limits = limits;
        this.urls = urls;
        this.tap = tap;
        this.mast = mast;
    }

    /**
     * Asks for the answer of a search, or says what is to be searched in its place: an upload is made in as many parts as the
     * service takes.
     *
     * @param ask asks for the answer
     * @return smaller searches; none when this one was answered
     */
    List<OneSearch> uploads(Discovering run, OneSearch search, Runnable ask) {
        if (!search.all().isEmpty()) {
            return parts(run, search);
        }
        try {
            ask.run();
            return List.of();
        } catch (FinalException e) {
            Uploaded uploaded = search.uploaded();
            if (uploaded == null || uploaded.size() == 1 || !Tap.isUploadTooLarge(e)) {
                throw e;
            }
            LOG.info("search.halves run={} search=\"{}\" reason=\"{}\"", run.id(), search, e.getMessage());
            return TapSearch.halves(uploaded).stream().map(search::part).toList();
        }
    }

    /** The uploads that the service is to get one after the other. */
    private List<OneSearch> parts(Discovering run, OneSearch search) {
        ServiceRef ref = search.ref();
        if (ref == null) {
            throw new MisuseException("search.service is missing");
        }
        List<Service> services =
                run.services(ref, r -> services(r, run.harvest().protocol()));
        Uploaded all = Uploaded.of(resolved(run, search));
        return tap.parts(all, services.get(0)).stream().map(search::part).toList();
    }

    /** Those that have a position or get one; each other is a failed target, unless all are, which is thrown. */
    private List<Target> resolved(Discovering run, OneSearch search) {
        List<Target> targets = new ArrayList<>();
        Map<Targets.One, RuntimeException> failures = new LinkedHashMap<>();
        RuntimeException down = null;
        for (Targets.One one : search.all()) {
            try {
                if (down != null && one.position() == null) {
                    throw down;
                }
                targets.add(named(one, target(one)));
            } catch (FinalException e) {
                failures.put(one, e);
            } catch (TransientException e) {
                // No resolver answers: the next name would take as long to find that out.
                down = e;
                failures.put(one, e);
            }
        }
        if (targets.isEmpty()) {
            throw failures.values().iterator().next();
        }
        failures.forEach((one, failure) -> {
            run.failed(failure, 1);
            run.incomplete(search);
            LOG.warn("target.failed run={} target=\"{}\" reason=\"{}\"", run.id(), one.label(), failure.getMessage());
        });
        return targets;
    }

    private static Target named(Targets.One one, Target target) {
        return target.name() != null ? target : new Target(one.label(), target.ra(), target.dec(), target.columns());
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
        } else if (harvest.protocol() == Protocol.MAST) {
            Answer table = mast.observations(harvest.search(), search.region());
            search.answered(new Service("mast", null, "MAST"), table, VotableScan.scan(table.body(), limits));
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

    /** The services of a run, those that a search of the registry takes in among them. */
    List<ServiceRef> services(Discovering run) {
        List<ServiceRef> services = new ArrayList<>();
        for (ServiceRef ref : run.harvest().search().services()) {
            boolean many = ref instanceof ServiceRef.RegistrySearch search && search.take() == ServiceRef.Take.ALL;
            services.addAll(many ? all(run, (ServiceRef.RegistrySearch) ref) : List.of(ref));
        }
        return services;
    }

    private List<ServiceRef> all(Discovering run, ServiceRef.RegistrySearch search) {
        try {
            List<ServiceRef> services = new ArrayList<>();
            for (List<Service> found : registered.find(search, run.harvest().protocol())) {
                ServiceRef one =
                        new ServiceRef.Ivoid(String.valueOf(found.get(0).ivoid()));
                run.found(one, found);
                services.add(one);
            }
            return services;
        } catch (TransientException | FinalException | MisuseException e) {
            run.notFound(search, e);
            return List.of(search);
        }
    }

    private List<Service> services(ServiceRef ref, Protocol protocol) {
        if (ref instanceof ServiceRef.Url url) {
            return List.of(new Service(url.url(), null, null));
        }
        if (ref instanceof ServiceRef.Ivoid ivoid) {
            return registry.resolve(ivoid.ivoid(), protocol);
        }
        return registered.findOne((ServiceRef.RegistrySearch) ref, protocol);
    }

    /** Interfaces of one service: the next when one is down. */
    private void askAny(Discovering run, OneSearch search, List<Service> services) {
        Optional<TransientException> down = Optional.empty();
        for (Service service : services) {
            try {
                askOne(run, search, service);
                return;
            } catch (TransientException e) {
                LOG.warn("service.down run={} service={} reason=\"{}\"", run.id(), service.shortName(), e.getMessage());
                down = Optional.of(e);
            }
        }
        throw down.orElseGet(() -> new TransientException("no interface of the service answers"));
    }

    private Answer asked(Discovering run, OneSearch search, Service service) {
        Harvest harvest = run.harvest();
        Search spec = harvest.search();
        return switch (harvest.protocol()) {
            case SCS -> ask.ask(ConeSearch.request(service, known(search.region()), spec.params(), spec.maxrec()));
            case TAP -> {
                Tap.Answered answered = tap.ask(run, search, service);
                search.answeredPartially(answered.partial());
                yield answered.answer();
            }
            case SIA -> ask.ask(ImageSearch.version1(service, known(search.region()), spec.params(), spec.maxrec()));
            case SIA2 -> ask.ask(ImageSearch.version2(service, search.region(), spec.params(), spec.maxrec()));
            case SSA -> ask.ask(SpectrumSearch.request(service, search.region(), spec.params(), spec.maxrec()));
            case MAST, NONE -> throw new IllegalStateException(harvest.protocol() + " has no services");
        };
    }

    private void askOne(Discovering run, OneSearch search, Service service) {
        Protocol protocol = run.harvest().protocol();
        Answer answer = asked(run, search, service);
        try {
            Faults.check(answer, protocol);
            Trailer trailer = VotableScan.scan(answer.body(), limits);
            Faults.check(trailer, protocol, answer.url());
            search.answered(service, answer, search.partial() ? cut(trailer) : trailer);
        } catch (RuntimeException e) {
            answer.close();
            throw e;
        }
    }

    /** What an aborted job has is truncated, whether or not the document says so. */
    private static Trailer cut(Trailer trailer) {
        List<Info> infos = new ArrayList<>(trailer.infos());
        infos.add(new Info("QUERY_STATUS", "OVERFLOW", "the service aborted the job", null));
        return new Trailer(
                infos, trailer.params(), trailer.services(), trailer.table(), trailer.rows(), trailer.declaredRows());
    }

    private static <T> T known(@Nullable T value) {
        if (value == null) {
            throw new MisuseException("this protocol needs a target and a radius");
        }
        return value;
    }
}
