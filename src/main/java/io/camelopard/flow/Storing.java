package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.harvest.StoreSpec;
import io.camelopard.harvest.StoreSpec.Existing;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Product;
import io.camelopard.ledger.Stored;
import io.camelopard.transfer.About;
import io.camelopard.transfer.Content;
import io.camelopard.transfer.Digests;
import io.camelopard.transfer.DiskException;
import io.camelopard.transfer.FileTree;
import io.camelopard.transfer.Staging;
import io.camelopard.transfer.Store;
import io.camelopard.vo.Link;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps around the move into a store: which name a staged file gets, and what is recorded once it has it. The order is
 * that of RELIABILITY: synced, renamed, folder synced, then the ledger. Camel's file producer renames; what goes to a bucket
 * is sent by {@link Uploading}.
 */
public final class Storing {
    private static final Logger LOG = LoggerFactory.getLogger(Storing.class);
    /** The path below the store that was reserved. */
    static final String PATH = "path";

    private final Ledger ledger;
    private final Stores stores;
    private final Staging staging;
    private final Waiting waiting;

    Storing(Ledger ledger, Stores stores, Staging staging, Waiting waiting) {
        this.waiting = waiting;
        this.ledger = ledger;
        this.stores = stores;
        this.staging = staging;
    }

    /** The path of the product, for good. */
    public void reserve(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Fetched fetched = exchange.getVariable(Vars.FETCHED, Fetched.class);
        Refined refined = exchange.getVariable(Vars.REFINED, Refined.class);
        Product product = job.product();
        Store store = stores.of(spec(job));
        String sha256 = fetched.body().sha256();
        removeLeft(product, store, sha256);
        UnaryOperator<String> extension = refined == null ? UnaryOperator.identity() : refined::extension;
        String path = ledger.settlement()
                .reservePath(product.lease(), store.root(), Naming.safe(path(job, fetched, extension)), sha256)
                .orElseThrow(Storing::lost);
        exchange.setVariable(PATH, path);
        if (!store.equals(stores.tree())) {
            // What was made of it is made again.
            waiting.keep(product, refined == null ? fetched : refined.original());
        }
    }

    static TransientException lost() {
        return new TransientException("somebody else has this product by now");
    }

    static String did(Product product) {
        return product.identity().replaceFirst(" .*$", "");
    }

    /** Says how the staged file gets to its place: by the headers of a move, or as an {@link Upload}. */
    public void place(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Fetched fetched = exchange.getVariable(Vars.FETCHED, Fetched.class);
        Store store = stores.of(spec(job));
        String path = exchange.getVariable(PATH, String.class);
        if (store.equals(stores.tree())) {
            placeFile(exchange, job, fetched, path);
        } else {
            placeObject(exchange, job, fetched, store, path);
        }
    }

    static StoreSpec spec(Job job) {
        StoreSpec spec = job.harvest().store();
        if (spec == null) {
            throw new MisuseException(
                    "harvest %s has no store".formatted(job.product().harvest()));
        }
        return spec;
    }

    private void placeFile(Exchange exchange, Job job, Fetched fetched, String path) {
        FileTree tree = stores.tree();
        Path target =
                free(isOurs(job.product()), tree.prepare(path), fetched.body().sha256());
        boolean there = isThere(target, fetched.body().sha256());
        if (!there && spec(job).existing() == Existing.KEEP_BOTH && Files.exists(target)) {
            tree.keep(path);
        }
        move(exchange, fetched.staged().path(), tree, there ? null : target);
    }

    private void placeObject(Exchange exchange, Job job, Fetched fetched, Store store, String path) {
        boolean ours = isOurs(job.product());
        if (ours && spec(job).existing() == Existing.KEEP_BOTH) {
            store.find(path).filter(there -> !there.equals(fetched.body())).ifPresent(there -> store.keep(path));
        }
        About about = new About(fetched.url(), did(job.product()), fetched.mediaType());
        send(exchange, new Upload(store, fetched.staged(), path, fetched.body(), about, ours));
    }

    /** Makes a message that sends a file. */
    static void send(Exchange exchange, Upload upload) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(null);
        exchange.setVariable(Vars.UPLOAD, upload);
    }

    /** Makes a message that {@code file:} moves a staged file by; without a target it moves nothing. */
    static void move(Exchange exchange, Path staged, FileTree tree, @Nullable Path target) {
        Message message = exchange.getMessage();
        exchange.removeVariable(Vars.UPLOAD);
        message.removeHeaders("*");
        message.setBody(null);
        if (target != null) {
            message.setHeader(
                    Exchange.FILE_NAME, tree.folder().relativize(target).toString());
            // Camel renames a file whose path stands here as text; as a File it would be read, and the body copied.
            message.setBody(staged.toFile());
            message.setHeader(Exchange.FILE_LOCAL_WORK_PATH, staged.toString());
        }
    }

    private static String path(Job job, Fetched fetched, UnaryOperator<String> extension) {
        Product product = job.product();
        Link link = Products.link(job.linkColumns());
        Naming naming =
                new Naming(job.harvest(), Products.row(job.row()), Products.target(job.target()), job.service());
        String folder = naming.storeFolder(link);
        String name = product.relative() != null
                ? job.folder() + "/" + Naming.changed(product.relative(), extension)
                : naming.file(
                        job.alternative(),
                        link,
                        fetched.headers().get("content-disposition"),
                        did(product),
                        // A product has one name, wherever it came from.
                        Places.isHttp(fetched.url()) ? fetched.url() : product.url(),
                        fetched.mediaType(),
                        extension);
        return folder.isEmpty() ? name : folder + "/" + name;
    }

    /** What got its name from a process that died before it told the ledger, and is of another version by now. */
    private static void removeLeft(Product product, Store store, String sha256) {
        String path = product.path();
        String left = product.intended();
        if (path == null || left == null || !store.root().equals(product.storeRoot())) {
            return;
        }
        if (product.sha256() == null && !left.equals(sha256)) {
            store.delete(path, left);
        }
    }

    /** A file that the ledger does not know is never overwritten. */
    static Path free(boolean ours, Path target, String sha256) {
        if (!ours && Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !isThere(target, sha256)) {
            throw new FinalException("%s is there and not from here; it is not overwritten".formatted(target));
        }
        return target;
    }

    /** Whether its path has been its own before, so that what stands there is what it was. */
    static boolean isOurs(Product product) {
        return product.sha256() != null && product.path() != null;
    }

    static boolean isThere(Path target, String sha256) {
        try {
            return Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
                    && Digests.of(target).sha256().equals(sha256);
        } catch (IOException e) {
            throw new TransientException(target + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The disk would not: that passes, or somebody makes it pass. */
    public void notMoved(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        throw DiskException.of(stores.tree().folder(), new IOException(failure.getMessage(), failure));
    }

    /** The file has its name: that is made to last, and recorded. */
    public void done(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Fetched fetched = exchange.getVariable(Vars.FETCHED, Fetched.class);
        Store store = stores.of(spec(job));
        String path = exchange.getVariable(PATH, String.class);
        Refined refined = exchange.getVariable(Vars.REFINED, Refined.class);
        if (store.equals(stores.tree())) {
            settle(stores.tree(), path, fetched.body().bytes());
        }
        Content.Checked content = fetched.content();
        boolean good = ledger.settlement()
                .stored(
                        job.product().lease(),
                        new Stored(
                                fetched.body().bytes(),
                                fetched.body().sha256(),
                                fetched.validator().orElse(null),
                                content == null ? null : content.mediaType(),
                                content == null ? null : content.verified().word(),
                                fetched.url().equals(job.product().url()) ? null : fetched.url(),
                                refined == null ? null : refined.made(refined.main())),
                        refined == null ? Map.of() : refined.stored());
        if (good) {
            // Somebody else may have begun with it, too.
            staging.forget(Work.key(job.product()));
            if (exchange.getVariable(Vars.UPLOAD) != null) {
                forgetUploads(store, path, refined);
            }
            log(job, fetched, store.equals(stores.tree()) ? path : store.root() + "/" + path);
        }
    }

    private void forgetUploads(Store store, String path, @Nullable Refined refined) {
        ledger.uploads().forget(store.root(), path);
        if (refined != null) {
            refined.paths().forEach(derived -> ledger.uploads().forget(store.root(), derived));
        }
    }

    /** The producer is not ours; what it did is looked at and made to last before anybody is told that it is done. */
    static void settle(FileTree tree, String path, long bytes) {
        Path target = tree.resolve(path);
        checkWhole(target, bytes);
        tree.syncFolder(target);
    }

    private static void checkWhole(Path target, long bytes) {
        try {
            if (Files.size(target) != bytes) {
                throw new TransientException(
                        "%s has %d of %d bytes after it was moved there".formatted(target, Files.size(target), bytes));
            }
        } catch (IOException e) {
            throw new TransientException(target + " is not there after it was moved: " + e.getMessage(), e);
        }
    }

    private static void log(Job job, Fetched fetched, String path) {
        Content.Checked content = fetched.content();
        LOG.info(
                "product.end run={} id={} state=stored bytes={} attempts={} sha256={} verified={} path={} url={}{}",
                job.product().run(),
                job.product().id(),
                fetched.body().bytes(),
                job.product().attempts(),
                fetched.body().sha256(),
                content == null ? "" : content.verified().word(),
                path,
                Places.shown(fetched.url()),
                content == null || content.notes().isEmpty()
                        ? ""
                        : " notes=\"" + String.join("; ", content.notes()) + '"');
    }
}
