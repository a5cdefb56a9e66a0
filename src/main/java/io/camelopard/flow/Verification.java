package io.camelopard.flow;

import io.camelopard.TransientException;
import io.camelopard.harvest.Harvest;
import io.camelopard.harvest.HarvestFile;
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
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads what is stored in the file tree again and compares it with the ledger, in both directions. For one call. */
public final class Verification {
    private static final int PAGE = 500;
    private static final Pattern KEPT = Pattern.compile("\\.[1-9][0-9]*$");

    private final Ledger ledger;
    private final Path store;
    private final Consumer<Difference> found;
    private long checked;
    private long bytes;

    /** @param found is told of each difference as it is found */
    public Verification(Ledger ledger, Settings settings, Consumer<Difference> found) {
        this.ledger = ledger;
        this.store = settings.store();
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
     * @param path below the store
     * @param held null of what is foreign
     */
    public record Difference(
            Kind kind, String path, String words, @Nullable Held held) {
        /** Whether to fetch again cannot help: a table is written by a run of its harvest. */
        public boolean isTable() {
            return held != null && held.table();
        }

        private Difference withRemedy() {
            return isTable()
                    ? new Difference(kind, path, words + "; a run of the harvest writes it again", held)
                    : this;
        }
    }

    /** How many products were compared, and the bytes that were read for it. */
    public record Extent(long products, long bytes) {}

    /** @param harvest null: everything */
    public Extent run(@Nullable String harvest) {
        long last = 0;
        for (List<Held> page = page(harvest, last); !page.isEmpty(); page = page(harvest, last)) {
            page.forEach(this::compare);
            last = page.get(page.size() - 1).id();
        }
        walk(harvest == null ? store : folder(harvest));
        return new Extent(checked, bytes);
    }

    private List<Held> page(@Nullable String harvest, long after) {
        return ledger.audit().page(harvest, after, PAGE);
    }

    private void compare(Held held) {
        if (!held.root().equals(FileTree.ROOT)) {
            return;
        }
        checked++;
        Difference first = difference(held);
        // It may just have been replaced; then the ledger says something else by now.
        if (first != null) {
            ledger.audit()
                    .again(held)
                    .map(this::difference)
                    .map(Difference::withRemedy)
                    .ifPresent(found);
        }
    }

    private @Nullable Difference difference(Held held) {
        Path file = store.resolve(held.path());
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Difference(Kind.MISSING, held.path(), "there is no such file", held);
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Difference(Kind.CHANGED, held.path(), "is no plain file", held);
        }
        try {
            Received there = Digests.of(file);
            bytes += there.bytes();
            return there.sha256().equals(held.sha256())
                    ? null
                    : new Difference(
                            Kind.CHANGED,
                            held.path(),
                            "%d bytes with SHA-256 %s, stored were %d with %s"
                                    .formatted(there.bytes(), there.sha256(), held.bytes(), held.sha256()),
                            held);
        } catch (IOException e) {
            return new Difference(Kind.CHANGED, held.path(), "cannot be read: " + e.getMessage(), held);
        }
    }

    /** Where a harvest's products are as far as that is the same for all of them. */
    private Path folder(String harvest) {
        String to = ledger.runs()
                .latest(harvest)
                .map(run -> HarvestFile.parse(run.harvest() + ".yaml", run.yaml()))
                .map(Harvest::store)
                .map(spec -> spec.to().text().replaceFirst("^file:/*", ""))
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
                    if (!isKnown(path)) {
                        found.accept(new Difference(Kind.FOREIGN, path, "the ledger does not know it", null));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new TransientException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A file that {@code existing: keep_both} has kept beside a product is none that anybody else put there. */
    private boolean isKnown(String path) {
        String product = KEPT.matcher(path).replaceFirst("");
        return ledger.audit().knows(FileTree.ROOT, path)
                || (!product.equals(path) && ledger.audit().knows(FileTree.ROOT, product));
    }

    private String relative(Path file) {
        return StreamSupport.stream(store.relativize(file).spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }

    /** Moves what is foreign out of the store, to the same path below {@code HOME/foreign}; nothing is deleted. */
    static Path setAside(Settings settings, String path) {
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
