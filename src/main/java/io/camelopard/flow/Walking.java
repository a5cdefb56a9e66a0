package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.harvest.PathFilter;
import io.camelopard.ledger.Kind;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.NewProduct;
import io.camelopard.ledger.Product;
import io.camelopard.transfer.FolderEntry;
import io.camelopard.transfer.Limits;
import io.camelopard.transfer.Listing;
import io.camelopard.transfer.RemoteUri;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The step that makes products of what a folder holds: its files and its folders, which are listed in their turn. */
public final class Walking {
    private static final Logger LOG = LoggerFactory.getLogger(Walking.class);
    private static final int GROUP = 500;

    private final Ledger ledger;
    private final Limits limits;
    private final RunEvents events;
    private final Places places;
    private final TreeSizes sizes;

    Walking(Ledger ledger, Limits limits, RunEvents events, Places places) {
        this.ledger = ledger;
        this.limits = limits;
        this.events = events;
        this.places = places;
        this.sizes = new TreeSizes(limits.maxDirectoryFiles());
    }

    /** Books the entries of the fetched page. */
    public void list(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Fetched page = exchange.getVariable(Vars.FETCHED, Fetched.class);
        Page entries = new Page(job);
        try {
            read(job, page, entries);
        } catch (IOException e) {
            throw new TransientException("the listing cannot be read again: " + e.getMessage(), e);
        }
        entries.book();
        ledger.settlement().listingDone(job.product().lease());
        LOG.info(
                "folder.end run={} id={} entries={} url={}",
                job.product().run(),
                job.product().id(),
                entries.count,
                Places.shown(page.url()));
    }

    private void read(Job job, Fetched page, Page entries) throws IOException {
        Path file = page.staged().path();
        if (!Places.isHttp(page.url())) {
            Opening.read(file, page.url(), entries::add);
            return;
        }
        Listing.read(
                Files.newInputStream(file),
                RemoteUri.parse(page.url()),
                start(job, page),
                limits,
                entry -> entries.add(new FolderEntry(
                        entry.name(),
                        entry.url().toString(),
                        entry.directory(),
                        entry.size(),
                        entry.modified(),
                        null)));
    }

    /** Nothing above this is followed: where the walk began, or where that has moved to. */
    private static URI start(Job job, Fetched page) {
        boolean first = job.product().relative() == null;
        return RemoteUri.parse(first || !Places.isHttp(job.start()) ? page.url() : job.start());
    }

    /** The wanted entries of one page, booked in groups. */
    private final class Page {
        private final Job job;
        private final PathFilter paths;
        private final String root;
        private final String above;
        private final String link;
        private final List<NewProduct> group = new ArrayList<>();
        private long count;

        Page(Job job) {
            this.job = job;
            this.paths = job.alternative().paths();
            this.root = root(job.product());
            this.above = job.product().relative() == null ? "" : job.product().relative() + "/";
            this.link = Json.write(inherited(job));
        }

        void add(FolderEntry entry) {
            String path = above + entry.name();
            if (!(entry.directory() ? paths.enters(path) : paths.accepts(path))) {
                return;
            }
            checkDepth(path);
            sizes.addOne(job.product().run(), root, Places.shown(job.start()));
            count++;
            group.add(product(entry, path));
            if (group.size() >= GROUP) {
                book();
            }
        }

        private void checkDepth(String path) {
            if (path.chars().filter(c -> c == '/').count() >= limits.maxDirectoryDepth()) {
                throw new FinalException("%s is deeper than %d folders (camelopard.limits.directoryDepth)"
                        .formatted(path, limits.maxDirectoryDepth()));
            }
        }

        private NewProduct product(FolderEntry entry, String path) {
            return new NewProduct(
                    job.product().store(),
                    root + "/" + path,
                    entry.directory() ? Kind.DIRECTORY : Kind.FILE,
                    entry.url(),
                    places.host(entry.url(), null, job.alternative().via()),
                    link,
                    path,
                    entry.size(),
                    entry.modified(),
                    entry.etag());
        }

        void book() {
            ledger.settlement().listed(job.product().lease(), List.copyOf(group));
            group.clear();
            events.nudge();
        }
    }

    /** The identity of the folder where the walk began. */
    private static String root(Product folder) {
        String own = folder.identity();
        String below = folder.relative();
        return below == null ? own : own.substring(0, own.length() - below.length() - 1);
    }

    private static String folder(Job job) {
        if (job.product().relative() != null) {
            return job.folder();
        }
        Naming naming =
                new Naming(job.harvest(), Products.row(job.row()), Products.target(job.target()), job.service());
        return naming.folder(job.alternative(), Products.link(job.linkColumns()), job.folder());
    }

    /** What a file needs to know of the link of its folder. */
    private Map<String, Object> inherited(Job job) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("alternative", job.link().getOrDefault("alternative", 0));
        fields.put("folder", folder(job));
        fields.put("start", job.start());
        fields.put("starts", places.starts(job));
        return fields;
    }
}
