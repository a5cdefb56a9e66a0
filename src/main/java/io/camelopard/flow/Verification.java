package io.camelopard.flow;

import io.camelopard.TransientException;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.HarvestFile;
import io.camelopard.harvest.StoreSpec;
import io.camelopard.ledger.Audit.Held;
import io.camelopard.ledger.Ledger;
import io.camelopard.transfer.Digests;
import io.camelopard.transfer.FileTree;
import io.camelopard.transfer.Received;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads what is stored again and compares it with the ledger, in both directions. For one call. */
public final class Verification {
    private static final int PAGE = 500;
    private static final Pattern KEPT = Pattern.compile("\\.[1-9][0-9]*$");

    private final Ledger ledger;
    private final Path store;
    private final Settings settings;
    private final Consumer<Difference> found;
    private long checked;
    private long bytes;

    /** @param found is told of each difference as it is found */
    public Verification(Ledger ledger, Settings settings, Consumer<Difference> found) {
        this.ledger = ledger;
        this.store = settings.store();
        this.settings = settings;
        this.found = found;
    }

    /** In what way the store differs from the ledger. */
    public enum Kind {
        /** The ledger has it and the store has not. */
        MISSING,
        /** Other bytes, or something that is no file. */
        CHANGED,
        /** The store has it and the ledger has not. */
        FOREIGN
    }

    /**
     * One difference.
     *
     * @param root which store, as the ledger calls it
     * @param path below the store
     * @param held null of what is foreign
     * @param left whether it is foreign and left where it is
     */
    public record Difference(
            Kind kind,
            String root,
            String path,
            String words,
            @Nullable Held held,
            boolean left) {
        /** As people know it: the path below the file store, or the URL of an object. */
        public String place() {
            return root.equals(FileTree.ROOT) ? path : root + "/" + path;
        }

        /** Whether to fetch again cannot help: a table is written by a run of its harvest. */
        public boolean isTable() {
            return held != null && held.table();
        }

        private Difference withRemedy() {
            return isTable()
                    ? new Difference(kind, root, path, words + "; a run of the harvest writes it again", held, left)
                    : this;
        }
    }

    /** How many products were compared, and the bytes that were read for it. */
    public record Extent(long products, long bytes) {}

    /** @param harvest null: everything */
    public Extent run(@Nullable String harvest) {
        try (BucketAudit buckets = new BucketAudit(ledger, settings)) {
            long last = 0;
            for (List<Held> page = page(harvest, last); !page.isEmpty(); page = page(harvest, last)) {
                page.forEach(held -> compare(buckets, held));
                last = page.get(page.size() - 1).id();
            }
            if (harvest == null || !inBucket(harvest)) {
                walk(harvest == null ? store : folder(harvest));
            }
            buckets.walk(harvest, found);
            return new Extent(checked, bytes);
        }
    }

    private boolean inBucket(String harvest) {
        return latest(harvest).map(Harvest::store).filter(StoreSpec::s3).isPresent();
    }

    private Optional<Harvest> latest(String harvest) {
        return ledger.runs().latest(harvest).map(run -> HarvestFile.parse(run.harvest() + ".yaml", run.yaml()));
    }

    private List<Held> page(@Nullable String harvest, long after) {
        return ledger.audit().page(harvest, after, PAGE);
    }

    private void compare(BucketAudit buckets, Held held) {
        checked++;
        Difference first = difference(buckets, held);
        // It may just have been replaced; then the ledger says something else by now.
        if (first != null) {
            ledger.audit()
                    .again(held)
                    .map(now -> difference(buckets, now))
                    .map(Difference::withRemedy)
                    .ifPresent(found);
        }
    }

    private @Nullable Difference difference(BucketAudit buckets, Held held) {
        if (!held.root().equals(FileTree.ROOT)) {
            Optional<Received> there = buckets.read(held);
            return there.isEmpty()
                    ? of(Kind.MISSING, held, "there is no such object")
                    : difference(held, there.get()).orElse(null);
        }
        Path file = store.resolve(held.path());
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return of(Kind.MISSING, held, "there is no such file");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return of(Kind.CHANGED, held, "is no plain file");
        }
        try {
            return difference(held, Digests.of(file)).orElse(null);
        } catch (IOException e) {
            return of(Kind.CHANGED, held, "cannot be read: " + e.getMessage());
        }
    }

    private Optional<Difference> difference(Held held, Received there) {
        bytes += there.bytes();
        return there.sha256().equals(held.sha256())
                ? Optional.empty()
                : Optional.of(of(
                        Kind.CHANGED,
                        held,
                        "%d bytes with SHA-256 %s, stored were %d with %s"
                                .formatted(there.bytes(), there.sha256(), held.bytes(), held.sha256())));
    }

    private static Difference of(Kind kind, Held held, String words) {
        return new Difference(kind, held.root(), held.path(), words, held, false);
    }

    /** Where a harvest's products are as far as that is the same for all of them. */
    private Path folder(String harvest) {
        String to = latest(harvest)
                .map(Harvest::store)
                .map(spec -> Stores.below(spec.to().text()))
                .orElse("");
        int brace = to.indexOf('{');
        String fixed = brace < 0 ? to : to.substring(0, to.lastIndexOf('/', brace) + 1);
        return store.resolve(fixed);
    }

    private void walk(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    boolean staging = directory.equals(store.resolve(".staging"));
                    return staging ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String path = relative(file);
                    if (!isKnown(ledger, FileTree.ROOT, path)) {
                        found.accept(new Difference(
                                Kind.FOREIGN, FileTree.ROOT, path, "the ledger does not know it", null, false));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new TransientException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A file that {@code existing: keep_both} has kept beside a product is none that anybody else put there. */
    static boolean isKnown(Ledger ledger, String root, String path) {
        String product = KEPT.matcher(path).replaceFirst("");
        return ledger.audit().knows(root, path)
                || (!product.equals(path) && ledger.audit().knows(root, product));
    }

    private String relative(Path file) {
        return StreamSupport.stream(store.relativize(file).spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }

    /** Moves what is foreign out of its store, to the same path below {@code HOME/foreign}. */
    static Path setAside(Ledger ledger, Settings settings, Difference foreign) {
        if (foreign.root().equals(FileTree.ROOT)) {
            return setAside(settings, foreign.path());
        }
        try (BucketAudit buckets = new BucketAudit(ledger, settings)) {
            return buckets.setAside(foreign.root(), foreign.path());
        }
    }

    private static Path setAside(Settings settings, String path) {
        Path aside = settings.home().resolve("foreign").resolve(path);
        try {
            Files.createDirectories(aside.getParent());
            Path free = aside;
            for (int i = 1; Files.exists(free, LinkOption.NOFOLLOW_LINKS); i++) {
                free = aside.resolveSibling(aside.getFileName() + "." + i);
            }
            return Files.move(settings.store().resolve(path), free, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new TransientException(path + " cannot be set aside: " + e.getMessage(), e);
        }
    }
}
