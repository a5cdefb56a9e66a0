package io.camelopard.flow;

import io.camelopard.MisuseException;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.StoreSpec;
import io.camelopard.transfer.BucketStore;
import io.camelopard.transfer.Buckets;
import io.camelopard.transfer.FileTree;
import io.camelopard.transfer.S3Url;
import io.camelopard.transfer.Store;
import io.camelopard.transfer.Uploads;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The stores that harvests name: the file tree of this data folder, and buckets. Thread-safe. */
final class Stores {
    private final FileTree tree;
    private final Buckets buckets;
    private final Uploads uploads;
    private final long partBytes;
    private final StoreRests rests;
    private final Map<String, Store> byRoot = new ConcurrentHashMap<>();

    Stores(FileTree tree, Buckets buckets, Uploads uploads, long partBytes, StoreRests rests) {
        this.tree = tree;
        this.buckets = buckets;
        this.uploads = uploads;
        this.partBytes = partBytes;
        this.rests = rests;
        byRoot.put(tree.root(), tree);
    }

    FileTree tree() {
        return tree;
    }

    Store of(StoreSpec spec) {
        return of(root(spec));
    }

    /** @param root what the ledger calls it */
    Store of(String root) {
        return byRoot.computeIfAbsent(root, r -> new RestedStore(bucket(r), rests));
    }

    /** A bucket itself, also while it rests. */
    BucketStore bucket(String root) {
        return buckets.store(S3Url.parse(root).bucket(), uploads, partBytes);
    }

    /**
     * Looks whether something can be stored there at all.
     *
     * @throws MisuseException if there is no such bucket, or it lets us not in
     */
    void check(StoreSpec spec) {
        if (spec.s3()) {
            String to = below(spec.to().text());
            int brace = to.indexOf('{');
            bucket(root(spec)).check(brace < 0 ? to : to.substring(0, brace));
        }
    }

    /** Whether a harvest's store takes nothing for now. */
    boolean isResting(Harvest harvest) {
        return harvest.store() != null && rests.isResting(root(harvest.store()));
    }

    /** Whether any store has refused something and taken nothing since. */
    boolean anyRests() {
        return rests.any();
    }

    /** What the ledger calls the store of a harvest. */
    static String root(StoreSpec spec) {
        return spec.s3()
                ? BucketStore.root(S3Url.parse(spec.to().text().replaceFirst("^(s3://[^/]*).*$", "$1"))
                        .bucket())
                : FileTree.ROOT;
    }

    /** The path below its store of a place that a harvest names: of {@code s3://bucket/prefix} the prefix. */
    static String below(String to) {
        return to.replaceFirst("^(?:file:|s3://[^/]*)/*", "");
    }
}
