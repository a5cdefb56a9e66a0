package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.harvest.Harvest;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.NewRun;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.RunState;
import io.camelopard.ledger.Selected;
import io.camelopard.ledger.Trigger;
import io.camelopard.transfer.Buckets;
import io.camelopard.transfer.FileTree;
import io.camelopard.transfer.MirrorFolders;
import io.camelopard.transfer.Rate;
import io.camelopard.transfer.RemoteClient;
import io.camelopard.transfer.Rewrites;
import io.camelopard.transfer.Staging;
import io.camelopard.vo.CloudSources;
import io.camelopard.vo.LinkResolver;
import io.camelopard.vo.Mast;
import io.camelopard.vo.Registry;
import io.camelopard.vo.Sesame;
import io.camelopard.vo.Tap;
import io.camelopard.vo.Uws;
import io.camelopard.votable.VotableDataFormat;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Camelopard in this process: the parts, put together, and the routes that use them, running. The one way into the package.
 *
 * <p>Closing it stops within the time of {@code camel.main.shutdownTimeout}: nothing new is offered, transfers are cut at
 * their connection, leases are given back. Thread-safe.
 */
public final class Camelopard implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Camelopard.class);

    /** What is left of a transfer that nobody has gone on with for so long is deleted. */
    private static final Duration OLDEST_PART = Duration.ofDays(30);

    /** What this process is for. */
    public enum Role {
        /** Everything: schedules, drop folder, all runs. */
        DAEMON,
        /** The runs that it is asked for and no others. */
        HARVEST,
        /** Products of a shared ledger and queue. */
        WORKER
    }

    private final Ledger ledger;
    private final Bookings bookings;
    private final Feeder feeder;
    private final RunEvents events;
    private final Held held;
    private final RemoteClient client;
    private final Buckets buckets;
    private final Deque<Closeable> parts = new ArrayDeque<>();

    private Camelopard(
            Ledger ledger,
            Bookings bookings,
            Feeder feeder,
            RunEvents events,
            Held held,
            RemoteClient client,
            Buckets buckets) {
        this.ledger = ledger;
        this.bookings = bookings;
        this.feeder = feeder;
        this.events = events;
        this.held = held;
        this.client = client;
        this.buckets = buckets;
    }

    /**
     * Starts the routes.
     *
     * @throws MisuseException when the configuration, or a route of the operator's, is wrong
     */
    public static Camelopard start(Settings settings, Role role) {
        Deque<Closeable> opened = new ArrayDeque<>();
        try {
            return assemble(settings, role, opened);
        } catch (RuntimeException e) {
            closeAll(opened);
            throw e;
        }
    }

    private static Camelopard assemble(Settings settings, Role role, Deque<Closeable> opened) {
        makeFolders(settings);
        FileTree tree = new FileTree(settings.store());
        Staging staging = keep(opened, Staging.at(settings.staging(), tree.folder()));
        Ledger ledger = keep(opened, openLedger(settings));
        staging.clean(OLDEST_PART, Clock.systemUTC(), ledger.ready()::isKept);
        RunEvents events = new RunEvents();
        RemoteClient client = keep(opened, new RemoteClient(Parts.client(settings), new HostMemory(ledger, events)));
        Rewrites rewrites = Parts.rewrites(settings);
        Buckets buckets = keep(opened, new Buckets(Parts.s3(settings), Parts.s3Client(settings)));
        Uploading uploading = new Uploading(ledger);
        StoreRests rests = new StoreRests(settings.duration("camelopard.store.rest"), Clock.systemUTC());
        Stores stores = new Stores(tree, buckets, uploading, Parts.s3Part(settings), rests);
        Waiting waiting = new Waiting(ledger, staging);
        RetryBudget budget = new RetryBudget();
        Places places = new Places(rewrites, buckets, ledger, budget);
        Asker asker = new Asker(staging, settings.size("camelopard.limits.metadata"));
        Held held = new Held();
        Bookings bookings = new Bookings(ledger);
        Catalogue catalogue = new Catalogue(settings.harvests());
        OwnDisk disk = new OwnDisk();
        int transfers = settings.count("camelopard.transfers");
        int perHost = settings.count("camelopard.transfers.perHost");
        boolean shared = Broker.isShared(settings.text("camelopard.queue.products"));
        if (shared) {
            ledger.take(transfers);
        }
        Outage outage = new Outage();
        Feeder feeder = new Feeder(
                ledger, held, bookings, stores, disk, outage, transfers, perHost, shared, role != Role.HARVEST);
        Camelopard camelopard = new Camelopard(ledger, bookings, feeder, events, held, client, buckets);

        Schedules[] schedules = new Schedules[1];
        HarvestBeans beans =
                new HarvestBeans(harvest -> new HarvestBean(ledger, bookings, h -> schedules[0].next(h), harvest));
        schedules[0] = new Schedules(ledger, catalogue, bookings, beans, Clock.systemUTC());
        MastSearch mast =
                new MastSearch(new Mast(asker, events::pause, settings.list("camelopard.mast.url"), staging.spool()));
        Uws uws = uws(settings, asker, events);
        Questions questions = new Questions(
                asker,
                ledger,
                new Sesame(asker, settings.list("camelopard.sesame.url")),
                new Registry(asker, settings.list("camelopard.registry.url")),
                Parts.votable(settings),
                new UrlTables(staging.spool()),
                new TapSearch(new Tap(asker, uws, Parts.votable(settings)), ledger, staging),
                mast);
        LinkResolver links = new LinkResolver(asker, Parts.votable(settings), events::pause);
        Retries retries = new Retries(
                settings.count("camelopard.retry.attempts"),
                settings.duration("camelopard.retry.base"),
                settings.duration("camelopard.retry.longest"));

        Main main = new Main();
        main.bind("votable", new VotableDataFormat());
        Ranges ranges = new Ranges(staging);
        Work work = new Work(
                ledger,
                held,
                retries,
                Parts.transfer(settings),
                events,
                stores,
                waiting,
                staging,
                places,
                budget,
                disk,
                transfers,
                perHost,
                !shared);
        main.bind("work", work);
        Rate rate = new Rate(settings.size("camelopard.transfers.bytesPerSecond"));
        main.bind("fetching", new Fetching(staging, Parts.transfer(settings), rewrites, ranges, rate, work::received));
        main.bind(
                "opening",
                new Opening(buckets, new MirrorFolders(rewrites), Parts.transfer(settings), staging.spool(), ranges));
        main.bind("places", places);
        main.bind("pause", new Pause());
        main.bind("disk", disk);
        main.bind("discovery", new Discovery(ledger, questions, events, stores));
        Tables tables = new Tables(ledger, staging, stores, events);
        main.bind("tables", tables);
        main.bind("rows", new Rows(tables));
        CloudSources clouds = new CloudSources(asker, Parts.votable(settings));
        main.bind("links", new Links(links, mast, ledger, events, Parts.own(settings), places, clouds));
        main.bind("feeder", feeder);
        CutoutJobs cutoutJobs = new CutoutJobs(uws, ledger, events);
        main.bind("cutoutJobs", cutoutJobs);
        main.bind("walking", new Walking(ledger, Parts.transfer(settings), events, places));
        main.bind("storing", new Storing(ledger, stores, staging, waiting));
        main.bind("remoteCutouts", new RemoteCutouts(asker, staging, Parts.transfer(settings), work::received));
        main.bind("deriving", new Deriving(ledger, stores));
        main.bind("refining", new Refining(staging, Parts.transfer(settings)));
        main.bind("steps", new FileSteps(staging.spool(), Parts.transfer(settings), Parts.votable(settings)));
        boolean beside = Parts.flag("camelopard.provenance", settings);
        main.bind("provenance", new Provenance(ledger, staging, beside, settings.text("camelopard.version")));
        main.bind("uploading", uploading);
        main.bind("leftovers", new Leftovers(ledger, stores, staging, Clock.systemUTC()));
        main.bind("replaced", new Replaced(ledger, stores));
        main.bind("schedules", schedules[0]);
        main.bind(
                "inbox",
                new Inbox(ledger, catalogue, settings.inbox(), settings.home().resolve("targets")));
        main.bind("refused", new Refused());
        main.bind("settled", new Settled(settings.duration("camelopard.inbox.settle"), Clock.systemUTC()));
        main.bind("http", http(client));
        if (Broker.has(settings)) {
            main.bind("amqp", keep(opened, new Broker(settings, outage)).component());
        }
        configure(main, settings, role);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport starting) {
                // The first timers fire while other routes are still being started.
                CamelContext context = starting.getCamelContext();
                asker.connect(context);
                cutoutJobs.connect(context);
                events.connect(context);
                bookings.connect(context);
            }
        });
        startRoutes(main);
        keep(opened, main::stop);

        CamelContext context = main.getCamelContext();
        beans.connect(context);
        openJmx(settings).ifPresent(port -> keep(opened, port));
        ledger.heartbeat();
        camelopard.parts.addAll(opened);
        return camelopard;
    }

    private static Uws uws(Settings settings, Asker asker, RunEvents events) {
        return new Uws(asker, events::pause, Clock.systemUTC(), Parts.jobs(settings));
    }

    private static <T extends Closeable> T keep(Deque<Closeable> opened, T part) {
        opened.push(part);
        return part;
    }

    private static void makeFolders(Settings settings) {
        try {
            Files.createDirectories(settings.home());
            Files.createDirectories(settings.inbox());
        } catch (IOException e) {
            throw new MisuseException(
                    "the data folder %s cannot be made: %s".formatted(settings.home(), e.getMessage()), e);
        }
    }

    /** The ledger alone, for looking at it. */
    public static Ledger openLedger(Settings settings) {
        String url = settings.text("camelopard.ledger.url");
        return Ledger.open(new Ledger.Settings(
                settings.home(),
                url.isEmpty() ? null : url,
                settings.text("camelopard.ledger.username"),
                Parts.ledgerPassword(settings),
                settings.duration("camelopard.lease")));
    }

    private static HttpComponent http(RemoteClient client) {
        HttpComponent http = new HttpComponent();
        http.setClientConnectionManager(client.connections());
        http.setHttpClientConfigurer(client::configure);
        http.setCookieManagementDisabled(true);
        http.setAutomaticRetriesDisabled(true);
        http.setRedirectHandlingDisabled(true);
        http.setAuthCachingDisabled(true);
        http.setContentCompressionDisabled(true);
        http.setUseSystemProperties(false);
        return http;
    }

    private static void configure(Main main, Settings settings, Role role) {
        Properties properties = new Properties();
        properties.putAll(settings.properties());
        properties.setProperty("camelopard.triggers", String.valueOf(role == Role.DAEMON));
        properties.setProperty("camelopard.discovers", String.valueOf(role != Role.WORKER));
        properties.setProperty("camelopard.workers", String.valueOf(workers(settings)));
        if (role == Role.HARVEST) {
            // The runs that it is asked for are its own to discover, and it takes no others.
            properties.setProperty("camelopard.queue.harvests", "seda:harvests");
        }
        // The MBeans of the routes cost a short command a tenth of its start.
        if (role == Role.HARVEST && settings.text("camelopard.jmx.port").equals("off")) {
            properties.putIfAbsent("camel.main.jmxEnabled", "false");
        }
        properties.setProperty("camelopard.feeder", String.valueOf(role != Role.WORKER));
        properties.setProperty("camel.main.routesIncludePattern", "file:" + settings.base() + "/routes/*.camel.yaml");
        properties.setProperty("camel.component.kamelet.location", "file:" + settings.base() + "/routes/kamelets");
        main.setDefaultPropertyPlaceholderLocation("false");
        main.setOverrideProperties(properties);
        main.configure().setShutdownTimeout(8);
    }

    /**
     * Twice as many as transfers, since what is here is checked and stored while the next is fetched. From a queue that is
     * shared no more is taken than can be fetched: the others may have room.
     */
    private static int workers(Settings settings) {
        int transfers = settings.count("camelopard.transfers");
        return Broker.isShared(settings.text("camelopard.queue.products")) ? transfers : 2 * transfers;
    }

    private static void startRoutes(Main main) {
        try {
            main.start();
        } catch (Exception e) {
            throw new MisuseException("the routes do not start: " + deepest(e), e);
        }
    }

    private static String deepest(Throwable e) {
        Throwable at = e;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at.getMessage() == null ? at.toString() : at.getMessage();
    }

    private static Optional<JmxPort> openJmx(Settings settings) {
        String port = settings.text("camelopard.jmx.port");
        return port.equals("off") ? Optional.empty() : Optional.of(JmxPort.open(settings.count("camelopard.jmx.port")));
    }

    /** Books and starts a run; empty when the very same one is going on in another process. */
    public Optional<Run> harvest(Harvest harvest, List<String> targets, Optional<Long> limit, boolean dryRun) {
        RunRequest request = RunRequest.of(harvest.file()).withTargets(targets).withLimit(limit.orElse(null));
        NewRun run = Bookings.of(harvest, Trigger.COMMAND, dryRun ? request.dry() : request);
        ledger.runs().supersede(run);
        Optional<Run> booked = bookings.book(run);
        booked.ifPresent(b -> feeder.only(b.id()));
        booked.ifPresent(bookings::send);
        return booked;
    }

    /** Books the failed products of a harvest, or of all, again. */
    public List<Run> retry(Optional<String> name) {
        List<String> names = name.map(List::of).orElseGet(() -> ledger.runs().list(null, 1000).stream()
                .map(Run::harvest)
                .distinct()
                .toList());
        return names.stream().flatMap(harvest -> retry(harvest).stream()).toList();
    }

    private Optional<Run> retry(String harvest) {
        Run last = ledger.runs()
                .latest(harvest)
                .orElseThrow(() -> new MisuseException("the ledger has no run of a harvest '%s'".formatted(harvest)));
        NewRun run = new NewRun(harvest, Trigger.COMMAND, last.request(), last.yaml());
        ledger.runs().supersede(run);
        Optional<Run> booked = ledger.booking().retry(run);
        booked.ifPresent(b -> feeder.only(b.id()));
        events.nudge();
        return booked;
    }

    /**
     * Compares the store with the ledger, fetches again what is missing or changed, and sets aside what is foreign.
     *
     * @param found is told of each difference
     * @param compared is told how much was compared
     */
    public List<Run> repair(
            Optional<String> harvest,
            Settings settings,
            Consumer<Verification.Difference> found,
            Consumer<Verification.Extent> compared) {
        Repair repair = new Repair(ledger);
        Verification verification = new Verification(ledger, settings, difference -> {
            found.accept(difference);
            if (difference.held() == null) {
                setAside(settings, difference);
            } else if (!difference.isTable()) {
                repair.add(difference.held());
            }
        });
        compared.accept(verification.run(harvest.orElse(null)));
        List<Run> runs = repair.end();
        runs.forEach(run -> feeder.only(run.id()));
        events.nudge();
        return runs;
    }

    private void setAside(Settings settings, Verification.Difference foreign) {
        if (!foreign.left()) {
            Verification.setAside(ledger, settings, foreign);
        }
    }

    /** Whether nothing is being fetched or discovered here. */
    public boolean idle() {
        return held.all().isEmpty()
                && ledger.runs().active().stream()
                        .noneMatch(run -> run.state() == RunState.DISCOVERING
                                && ledger.instance().equals(run.owner()));
    }

    /** @param listener gets what a dry run would have booked, by run */
    public void onPlanned(BiConsumer<String, List<Selected>> listener) {
        events.onPlanned(listener);
    }

    /** What the ledger knows; for looking at. */
    public Ledger ledger() {
        return ledger;
    }

    /** Whether a run of this process failed because its harvest is wrong. */
    public boolean misused(String run) {
        return events.misused(run);
    }

    @Override
    public void close() {
        feeder.stop();
        events.stop();
        ledger.hurry();
        // Cuts the transfers, so that nobody is waited for.
        client.close();
        buckets.close();
        closeAll(parts);
    }

    private static void closeAll(Deque<Closeable> parts) {
        while (!parts.isEmpty()) {
            Closeable part = parts.pop();
            try {
                part.close();
            } catch (IOException | FinalException | TransientException e) {
                LOG.warn("close part={} reason=\"{}\"", part.getClass().getSimpleName(), e.getMessage());
            }
        }
    }
}
