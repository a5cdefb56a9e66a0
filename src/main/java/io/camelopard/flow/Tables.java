package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.RowScope;
import io.camelopard.harvest.StoreSpec;
import io.camelopard.harvest.TableSpec;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Run;
import io.camelopard.ledger.Tables.Place;
import io.camelopard.transfer.About;
import io.camelopard.transfer.Digests;
import io.camelopard.transfer.DiskException;
import io.camelopard.transfer.Received;
import io.camelopard.transfer.SafeName;
import io.camelopard.transfer.Staged;
import io.camelopard.transfer.Staging;
import io.camelopard.transfer.Store;
import io.camelopard.votable.Columns;
import io.camelopard.votable.Row;
import io.camelopard.votable.RowCursor;
import io.camelopard.votable.TableFile;
import io.camelopard.votable.TableFormat;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps that make tables: rows are spooled as they stream through discovery, products at the end of a run; then each
 * table is written in staging, and gets its name as a product does. Thread-safe.
 */
public final class Tables {
    private static final Logger LOG = LoggerFactory.getLogger(Tables.class);
    private final Ledger ledger;
    private final Staging staging;
    private final Stores stores;
    private final RunEvents events;

    Tables(Ledger ledger, Staging staging, Stores stores, RunEvents events) {
        this.ledger = ledger;
        this.events = events;
        this.staging = staging;
        this.stores = stores;
    }

    /** One table to be written: its rows, and in the end the staged file and its place. */
    static final class Job {
        private final Run run;
        private final @Nullable StoreSpec to;
        private final TableSpec spec;
        private final String wanted;
        private final TableLayout layout;
        private final TableSource source;
        private final List<TableSource.Part> parts;
        private @Nullable Staged staged;
        private @Nullable Received file;
        private @Nullable Place place;

        Job(
                Run run,
                @Nullable StoreSpec to,
                TableSpec spec,
                String wanted,
                TableLayout layout,
                TableSource source,
                List<TableSource.Part> parts) {
            this.run = run;
            this.to = to;
            this.spec = spec;
            this.wanted = wanted;
            this.layout = layout;
            this.source = source;
            this.parts = parts;
        }

        /** Reads the rows once to learn the types of added columns. */
        Columns columns() throws IOException {
            if (layout.wantsToSee()) {
                for (TableSource.Part part : parts) {
                    try (RowCursor cursor = source.read(part)) {
                        for (Row row = cursor.next(); row != null; row = cursor.next()) {
                            layout.see(row, part);
                        }
                    }
                }
            }
            return layout.columns();
        }

        Store store(Stores stores) {
            return to == null ? stores.tree() : stores.of(to);
        }

        Staged staged() {
            return there(staged);
        }

        Received file() {
            return there(file);
        }

        Place place() {
            return there(place);
        }

        private static <T> T there(@Nullable T part) {
            if (part == null) {
                throw new IllegalStateException("not written yet");
            }
            return part;
        }
    }

    /** Rows of a search are about to come, for those tables that want them. */
    void begin(Discovering run, OneSearch search, Columns columns) {
        if (run.request().dryRun()) {
            return;
        }
        if (wants(run.harvest(), TableSpec.Of.PRODUCTS)) {
            ledger.tables().keepColumns(run.id(), ProductRows.json(columns, run.severalTargets()));
        }
        TableSource source = run.tableSource();
        if (source != null) {
            List<TableSource.Part> parts = source.begin(
                    columns,
                    search.target(),
                    search.service() == null ? "" : search.service().shortName());
            // Answers that make no one table are told of before their products are owed.
            if (!parts.isEmpty()) {
                jobs(run.run(), run.harvest(), TableSpec.Of.ROWS, run.severalTargets(), List.of(), source, parts);
            }
        }
    }

    /** Makes room for the rows of a run that has begun, if a table wants them. */
    public void open(Exchange exchange) {
        Discovering run = exchange.getVariable(Vars.RUN, Discovering.class);
        if (run != null && !run.request().dryRun() && wants(run.harvest(), TableSpec.Of.ROWS)) {
            run.tableSource(source(exchange));
        }
    }

    private TableSource source(Exchange exchange) {
        Staged staged = staging.open("rows");
        closeWhenDone(exchange, staged);
        try {
            TableSource source = new TableSource(staged.path());
            closeWhenDone(exchange, source);
            return source;
        } catch (IOException e) {
            throw new TransientException(staged.path() + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static void closeWhenDone(Exchange exchange, Closeable part) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                try {
                    part.close();
                } catch (IOException | TransientException | FinalException e) {
                    LOG.warn("table.close reason=\"{}\"", e.getMessage());
                }
            }
        });
    }

    private static boolean wants(Harvest harvest, TableSpec.Of of) {
        return harvest.tables().stream().anyMatch(spec -> spec.of() == of);
    }

    /** Spools a group of selected rows; the body stays as it is. */
    public void rows(Exchange exchange) {
        Discovering run = exchange.getVariable(Vars.RUN, Discovering.class);
        TableSource source = run.tableSource();
        if (source != null) {
            @SuppressWarnings("unchecked")
            List<Row> group = exchange.getMessage().getBody(List.class);
            try {
                for (Row row : group) {
                    source.write(row);
                }
            } catch (IOException e) {
                throw new TransientException("rows for tables cannot be kept: " + e.getMessage(), e);
            }
        }
    }

    /** All rows of a search have come. */
    public void keep(Exchange exchange) {
        TableSource source = exchange.getVariable(Vars.RUN, Discovering.class).tableSource();
        if (source != null) {
            source.keep();
        }
    }

    /** The body becomes the tables of a run's rows: none if its discovery has failed. */
    public void ofRows(Exchange exchange) {
        Discovering run = exchange.getVariable(Vars.RUN, Discovering.class);
        TableSource source = run == null ? null : run.tableSource();
        List<Job> jobs = List.of();
        if (run != null && source != null && !events.stopping() && run.misuse() == null && !run.hopeless()) {
            boolean several = run.severalTargets();
            jobs = jobs(run.run(), run.harvest(), TableSpec.Of.ROWS, several, List.of(), source, source.parts());
        }
        exchange.getMessage().setBody(jobs);
    }

    /** The body is a run that owes nothing any more; it becomes the tables of its products. */
    public void ofProducts(Exchange exchange) throws IOException {
        Run run = exchange.getMessage().getBody(Run.class);
        RunRequest request = RunRequest.parse(run.request());
        Harvest harvest = Discovery.harvest(run, request);
        // Products that are only tried again are in the table of the run that found them.
        List<String> columns = ledger.tables().columns(run.id());
        List<Job> jobs = List.of();
        if (wants(harvest, TableSpec.Of.PRODUCTS) && !columns.isEmpty()) {
            TableSource source = source(exchange);
            ProductRows rows = new ProductRows(ledger, run.id(), columns, harvest.headerKeywords());
            rows.spool(source);
            jobs = jobs(
                    run,
                    harvest,
                    TableSpec.Of.PRODUCTS,
                    ProductRows.several(columns),
                    rows.names(),
                    source,
                    source.parts());
        }
        exchange.getMessage().setBody(jobs);
    }

    private static List<Job> jobs(
            Run run,
            Harvest harvest,
            TableSpec.Of of,
            boolean several,
            List<String> own,
            TableSource source,
            List<TableSource.Part> parts) {
        List<Job> jobs = new ArrayList<>();
        for (TableSpec spec : harvest.tables()) {
            Map<String, List<TableSource.Part>> byPath = new LinkedHashMap<>();
            if (spec.of() == of) {
                parts.forEach(part -> byPath.computeIfAbsent(path(run, harvest, spec, part), p -> new ArrayList<>())
                        .add(part));
            }
            byPath.forEach((path, its) ->
                    jobs.add(new Job(run, harvest.store(), spec, path, layout(spec, several, own, its), source, its)));
        }
        return jobs;
    }

    private static TableLayout layout(TableSpec spec, boolean several, List<String> own, List<TableSource.Part> parts) {
        List<Columns> answers =
                parts.stream().map(TableSource.Part::columns).distinct().toList();
        try {
            return new TableLayout(spec, several, answers, own);
        } catch (MisuseException e) {
            throw new MisuseException(
                    "table %s: %s; write {service} in table.file, or choose columns"
                            .formatted(spec.file(), e.getMessage()),
                    e);
        }
    }

    private static String path(Run run, Harvest harvest, TableSpec spec, TableSource.Part part) {
        Map<String, String> known = Map.of(
                "date",
                LocalDate.ofInstant(run.booked(), ZoneOffset.UTC).toString(),
                "run",
                run.id(),
                "service",
                part.service());
        RowScope scope = RowScope.of(null, null, part.target()).with(known);
        StoreSpec store = harvest.store();
        String folder = store == null ? "" : Stores.below(store.to().render(scope, SafeName::segment)) + "/";
        return SafeName.path(folder + spec.file().render(scope, SafeName::segment));
    }

    /** Writes a table in staging. */
    public void write(Exchange exchange) {
        Job job = exchange.getMessage().getBody(Job.class);
        Staged staged = staging.open("table " + job.wanted);
        closeWhenDone(exchange, staged);
        job.staged = staged;
        try (OutputStream out =
                Files.newOutputStream(staged.path(), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            Columns columns = job.columns();
            TableFile.write(
                    TableFormat.valueOf(job.spec.format().name()), columns, () -> new TableRows(job, columns), out);
        } catch (IOException e) {
            throw DiskException.of(staged.path(), e);
        } catch (FinalException e) {
            throw new FinalException("table %s: %s".formatted(job.wanted, e.getMessage()), e);
        }
        staged.sync();
        job.file = digest(staged.path());
    }

    private static Received digest(Path file) {
        try {
            return Digests.of(file);
        } catch (IOException e) {
            throw new TransientException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Says how the table gets to its place, as of a product; nothing when it is there already. */
    public void place(Exchange exchange) {
        Job job = exchange.getMessage().getBody(Job.class);
        Store store = job.store(stores);
        Place place = ledger.tables().reserve(job.run.id(), job.run.harvest(), store.root(), job.wanted);
        String sha256 = job.file().sha256();
        String there = store.find(place.path()).map(Received::sha256).orElse(null);
        if (there != null && place.sha256() == null && !there.equals(place.begun()) && !there.equals(sha256)) {
            throw new FinalException("%s is there and not from here; it is not overwritten (in %s)"
                    .formatted(place.path(), store.root()));
        }
        if (!place.path().equals(job.wanted)) {
            LOG.warn("table.name run={} wanted={} path={} reason=\"taken\"", job.run.id(), job.wanted, place.path());
        }
        ledger.tables().begun(place, sha256);
        job.place = place;
        exchange.setVariable(Vars.TABLE, job);
        if (store.equals(stores.tree())) {
            Path target = stores.tree().prepare(place.path());
            Storing.move(exchange, job.staged().path(), stores.tree(), sha256.equals(there) ? null : target);
        } else {
            About about = new About("", "table of harvest " + job.run.harvest(), null);
            Storing.send(exchange, new Upload(store, job.staged(), place.path(), job.file(), about, true));
        }
    }

    /** The table has its name: that is made to last, and recorded. */
    public void done(Exchange exchange) {
        Job job = exchange.getVariable(Vars.TABLE, Job.class);
        Store store = job.store(stores);
        if (store.equals(stores.tree())) {
            Storing.settle(stores.tree(), job.place().path(), job.file().bytes());
        }
        ledger.tables()
                .stored(
                        job.place(),
                        job.run.id(),
                        job.file().bytes(),
                        job.file().sha256());
        ledger.uploads().forget(store.root(), job.place().path());
        LOG.info(
                "table.end run={} bytes={} sha256={} path={}",
                job.run.id(),
                job.file().bytes(),
                job.file().sha256(),
                job.place().path());
    }

    /** The rows of one table, part after part. */
    private static final class TableRows implements RowCursor {
        private final Job job;
        private final Columns columns;
        private int next;
        private TableSource.@Nullable Part part;
        private @Nullable RowCursor cursor;
        private int[] places = {};

        TableRows(Job job, Columns columns) {
            this.job = job;
            this.columns = columns;
        }

        @Override
        public @Nullable Row next() throws IOException {
            while (true) {
                Row row = cursor == null ? null : cursor.next();
                if (row != null && part != null) {
                    return job.layout.row(columns, places, row, part);
                }
                close();
                if (next == job.parts.size()) {
                    return null;
                }
                part = job.parts.get(next++);
                places = job.layout.places(part.columns());
                cursor = job.source.read(part);
            }
        }

        @Override
        public void close() throws IOException {
            if (cursor != null) {
                cursor.close();
                cursor = null;
            }
        }
    }
}
