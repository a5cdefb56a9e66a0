package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.harvest.StoreSpec.Existing;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Product;
import io.camelopard.ledger.Stored;
import io.camelopard.transfer.Content;
import io.camelopard.transfer.Digests;
import io.camelopard.transfer.FileTree;
import io.camelopard.transfer.Staging;
import io.camelopard.vo.Link;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps around Camel's file producer: which name a staged file gets, and what is recorded once it has it. The order is
 * that of RELIABILITY: synced, renamed, folder synced, then the ledger.
 */
public final class Storing {
    private static final Logger LOG = LoggerFactory.getLogger(Storing.class);
    /** How the ledger calls the file tree. */
    static final String ROOT = "file:";

    private static final String TARGET = "target";

    private final Ledger ledger;
    private final FileTree tree;
    private final Staging staging;

    Storing(Ledger ledger, FileTree tree, Staging staging) {
        this.ledger = ledger;
        this.tree = tree;
        this.staging = staging;
    }

    /** Sets the headers by which {@code file:} moves the staged file; none when it is there already. */
    public void place(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Fetched fetched = exchange.getVariable(Vars.FETCHED, Fetched.class);
        Product product = job.product();
        if (job.harvest().store() == null || job.harvest().store().s3()) {
            throw new MisuseException("store.to %s: not yet done by this version".formatted(product.store()));
        }
        Optional<String> path = ledger.settlement().reservePath(product.lease(), ROOT, Naming.safe(path(job, fetched)));
        Message message = exchange.getMessage();
        if (path.isEmpty()) {
            throw new TransientException("somebody else has this product by now");
        }
        Path target = free(product, tree.prepare(path.get()), fetched.body().sha256());
        exchange.setVariable(TARGET, target);
        boolean there = isThere(target, fetched.body().sha256());
        if (!there && job.harvest().store().existing() == Existing.KEEP_BOTH && Files.exists(target)) {
            tree.keep(path.get());
        }
        move(message, fetched.staged().path(), tree, there ? null : target);
    }

    /** Makes a message that {@code file:} moves a staged file by; without a target it moves nothing. */
    static void move(Message message, Path staged, FileTree tree, @Nullable Path target) {
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

    private static String path(Job job, Fetched fetched) {
        Product product = job.product();
        Link link = Products.link(job.linkColumns());
        Naming naming =
                new Naming(job.harvest(), Products.row(job.row()), Products.target(job.target()), job.service());
        String folder = naming.storeFolder(link);
        String name = product.relative() != null
                ? job.folder() + "/" + product.relative()
                : naming.file(
                        job.alternative(),
                        link,
                        fetched.headers().get("content-disposition"),
                        product.identity().replaceFirst(" .*$", ""),
                        // A product has one name, wherever it came from.
                        Places.isHttp(fetched.url()) ? fetched.url() : product.url(),
                        type(fetched));
        return folder.isEmpty() ? name : folder + "/" + name;
    }

    private static @Nullable String type(Fetched fetched) {
        Content.Checked content = fetched.content();
        return content == null ? fetched.type().orElse(null) : content.mediaType();
    }

    /** A file that the ledger does not know is never overwritten. */
    private static Path free(Product product, Path target, String sha256) {
        boolean ours = product.sha256() != null && product.path() != null;
        if (!ours && Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !isThere(target, sha256)) {
            throw new FinalException("%s is there and not from here; it is not overwritten".formatted(target));
        }
        return target;
    }

    private static boolean isThere(Path target, String sha256) {
        try {
            return Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
                    && Digests.of(target).sha256().equals(sha256);
        } catch (IOException e) {
            throw new TransientException(target + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The file has its name: that is made to last, and recorded. */
    public void done(Exchange exchange) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Fetched fetched = exchange.getVariable(Vars.FETCHED, Fetched.class);
        Path target = exchange.getVariable(TARGET, Path.class);
        checkWhole(target, fetched.body().bytes());
        tree.syncFolder(target);
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
                                fetched.url().equals(job.product().url()) ? null : fetched.url()));
        if (good) {
            // Somebody else may have begun with it, too.
            staging.forget(Work.key(job.product()));
            log(job, fetched, target);
        }
    }

    /** The producer is not ours; what it did is looked at before anybody is told that it is done. */
    static void checkWhole(Path target, long bytes) {
        try {
            if (Files.size(target) != bytes) {
                throw new TransientException(
                        "%s has %d of %d bytes after it was moved there".formatted(target, Files.size(target), bytes));
            }
        } catch (IOException e) {
            throw new TransientException(target + " is not there after it was moved: " + e.getMessage(), e);
        }
    }

    private void log(Job job, Fetched fetched, Path target) {
        Content.Checked content = fetched.content();
        LOG.info(
                "product.end run={} id={} state=stored bytes={} attempts={} sha256={} verified={} path={} url={}{}",
                job.product().run(),
                job.product().id(),
                fetched.body().bytes(),
                job.product().attempts(),
                fetched.body().sha256(),
                content == null ? "" : content.verified().word(),
                tree.folder().relativize(target),
                Places.shown(fetched.url()),
                content == null || content.notes().isEmpty()
                        ? ""
                        : " notes=\"" + String.join("; ", content.notes()) + '"');
    }
}
