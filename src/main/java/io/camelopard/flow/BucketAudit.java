package io.camelopard.flow;

import io.camelopard.TransientException;
import io.camelopard.flow.Verification.Difference;
import io.camelopard.flow.Verification.Kind;
import io.camelopard.harvest.HarvestFile;
import io.camelopard.harvest.StoreSpec;
import io.camelopard.ledger.Audit.Held;
import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Run;
import io.camelopard.transfer.BucketStore;
import io.camelopard.transfer.Buckets;
import io.camelopard.transfer.Received;
import io.camelopard.transfer.S3Url;
import io.camelopard.transfer.SafeName;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The part of a verification that is in buckets. Closing it ends its connections. For one call. */
final class BucketAudit implements Closeable {
    private static final int MOST_RUNS = 1000;
    private static final String LEFT = "the ledger does not know it; it is left alone, since the harvest has no prefix";

    private final Ledger ledger;
    private final Settings settings;
    private final Buckets buckets;

    /** Asks nothing yet. */
    BucketAudit(Ledger ledger, Settings settings) {
        this.ledger = ledger;
        this.settings = settings;
        this.buckets = new Buckets(Parts.s3(settings), Parts.s3Client(settings));
    }

    private BucketStore store(String root) {
        return buckets.store(S3Url.parse(root).bucket(), new Uploading(ledger), Parts.s3Part(settings));
    }

    /** What is in the bucket, of which every byte is read; empty when there is no such object. */
    Optional<Received> read(Held held) {
        return store(held.root()).read(held.path());
    }

    /** What harvests store below: a bucket, and a prefix that is empty or ends in a slash. */
    private record Place(String root, String prefix) {
        boolean holds(Place other) {
            return root.equals(other.root) && other.prefix.startsWith(prefix) && !equals(other);
        }
    }

    /**
     * Finds what the ledger does not know, where harvests store.
     *
     * @param harvest null: all
     */
    void walk(@Nullable String harvest, Consumer<Difference> found) {
        List<Place> places = harvests(harvest)
                .flatMap(name -> ledger.runs().latest(name).stream())
                .flatMap(run -> place(run).stream())
                .distinct()
                .toList();
        for (Place place : places) {
            store(place.root()).list(place.prefix(), path -> {
                // What is below another harvest's prefix is told there.
                boolean inner = places.stream().anyMatch(p -> place.holds(p) && path.startsWith(p.prefix()));
                if (!inner && !Verification.isKnown(ledger, place.root(), path)) {
                    found.accept(foreign(place, path));
                }
            });
        }
    }

    private Stream<String> harvests(@Nullable String harvest) {
        return harvest != null
                ? Stream.of(harvest)
                : ledger.runs().list(null, MOST_RUNS).stream().map(Run::harvest).distinct();
    }

    private static Optional<Place> place(Run run) {
        StoreSpec spec = HarvestFile.parse(run.harvest() + ".yaml", run.yaml()).store();
        if (spec == null || !spec.s3()) {
            return Optional.empty();
        }
        String below = Stores.below(spec.to().text());
        int brace = below.indexOf('{');
        String fixed = brace < 0 ? below : below.substring(0, below.lastIndexOf('/', brace) + 1);
        String prefix = fixed.replace("/", "").isEmpty() ? "" : SafeName.path(fixed) + "/";
        return Optional.of(new Place(Stores.root(spec), prefix));
    }

    private static Difference foreign(Place place, String path) {
        boolean left = place.prefix().isEmpty();
        return new Difference(
                Kind.FOREIGN, place.root(), path, left ? LEFT : "the ledger does not know it", null, left);
    }

    /** Copies a foreign object to {@code HOME/foreign/BUCKET}, and deletes it when the copy is whole and on disk. */
    Path setAside(String root, String path) {
        Path folder =
                settings.home().resolve("foreign").resolve(S3Url.parse(root).bucket());
        Path aside = folder.resolve(SafeName.path(path));
        try {
            Files.createDirectories(aside.getParent());
            Path free = aside;
            for (int i = 1; Files.exists(free, LinkOption.NOFOLLOW_LINKS); i++) {
                free = aside.resolveSibling(aside.getFileName() + "." + i);
            }
            store(root).move(path, free);
            return free;
        } catch (IOException e) {
            throw new TransientException(root + "/" + path + " cannot be set aside: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        buckets.close();
    }
}
