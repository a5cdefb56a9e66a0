package io.camelopard.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The private folder where bytes wait until they are verified, on the file system of the store, so that publishing is a
 * rename.
 *
 * <p>A file being written is {@code KEY-VERSION.OWNER.tmp}, a partial one kept for a resume {@code KEY-VERSION.BOOT.part}.
 * KEY is a digest of the product's identity; VERSION holds the validator, so that another process can ask for the rest
 * without knowing anything else. Taking a partial file over is a rename, so two workers with the same product never write
 * into one file. OWNER is one opening of the staging folder, whose lock file shows the others that it lives and holds
 * BOOT, the start of the machine: a partial file is not synced, and after a power cut it may have a length and no content.
 * {@code KEY-SHA256.whole} is complete and waits for a store to which files are sent. OWNER.spool is a folder for what else this process writes and nobody goes on with.
 *
 * <p>Thread-safe. {@link #close} gives up the ownership; what is still being written then is found by {@link #clean}.
 */
public final class Staging implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Staging.class);
    private static final String NO_VERSION = "none";
    private static final String SPOOL = ".spool";
    private static final String PROBE = ".probe";
    private static final String BOOT = Boot.id();

    private final Path folder;
    private final String owner = UUID.randomUUID().toString().substring(0, 13);
    private final FileChannel lock;
    private final Path spool;

    private Staging(Path folder) throws IOException {
        this.folder = folder;
        Path lockFile = folder.resolve(owner + ".lock");
        this.lock = FileChannel.open(
                lockFile, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), Disk.privateFile(folder));
        lock.lock();
        lock.write(ByteBuffer.wrap(BOOT.getBytes(StandardCharsets.US_ASCII)));
        this.spool = folder.resolve(owner + SPOOL);
        Disk.createPrivate(spool);
    }

    /**
     * Opens {@code home}, or {@code .staging} in the store if files cannot be renamed from the one to the other.
     *
     * @param home {@code HOME/staging}
     * @param storeRoot the folder of the store, made if it is not there
     */
    public static Staging at(Path home, Path storeRoot) {
        try {
            Disk.createPrivate(home);
            Files.createDirectories(storeRoot);
            Staging inHome = new Staging(home);
            if (renames(inHome.spool, storeRoot)) {
                return inHome;
            }
            inHome.close();
            Path inStore = storeRoot.resolve(".staging");
            Disk.createPrivate(inStore);
            LOG.info("staging.moved home={} reason=\"another file system than the store\" path={}", home, inStore);
            return new Staging(inStore);
        } catch (IOException e) {
            throw Disk.failure(home, e);
        }
    }

    private static boolean renames(Path home, Path storeRoot) throws IOException {
        // The probe has a name of the store's staging folder, so nobody takes it for a product.
        Path inStore = storeRoot.resolve(".staging");
        Disk.createPrivate(inStore);
        Path probe = Files.createTempFile(home, "probe", PROBE);
        Path moved = inStore.resolve(probe.getFileName());
        try {
            Files.move(probe, moved, StandardCopyOption.ATOMIC_MOVE);
            return Files.getFileStore(home).equals(Files.getFileStore(inStore));
        } catch (AtomicMoveNotSupportedException e) {
            return false;
        } catch (FileSystemException e) {
            LOG.debug("staging.probe home={} store={}", home, storeRoot, e);
            return false;
        } finally {
            Files.deleteIfExists(probe);
            for (Path left : list(inStore, "*" + PROBE)) { // also those of processes that were killed here
                Files.deleteIfExists(left);
            }
            deleteIfEmpty(inStore);
        }
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            if (content.findAny().isPresent()) {
                return;
            }
        }
        Files.deleteIfExists(folder);
    }

    /** The folder in use. */
    public Path folder() {
        return folder;
    }

    /** A folder for files that are of use to this process alone: they are gone when it closes this, or has died. */
    public Path spool() {
        return spool;
    }

    /** A new, empty file for a product whose bytes are not to be continued later. */
    public Staged open(String key) {
        return open(key, null);
    }

    /** A file that was made elsewhere moves in here; it is for a product, and is not to be continued later. */
    public Staged adopt(String key, Path file) {
        Path own = own(product(key) + "-" + NO_VERSION);
        try {
            Files.move(file, own);
            return new Staged(own, null, true);
        } catch (IOException e) {
            throw Disk.failure(own, e);
        }
    }

    private Path own(String name) {
        return folder.resolve(
                name + "." + owner + "-" + UUID.randomUUID().toString().substring(0, 8) + ".tmp");
    }

    /**
     * The partial file of this product in this version if there is one, else a new one; other partial files of it are deleted.
     *
     * @param key the product's identity
     * @param version null if nothing names it; then nothing is continued, now or later
     */
    public Staged open(String key, @Nullable Version version) {
        return open(key, version, version);
    }

    /**
     * The same, for a version of which more is known by now.
     *
     * @param version by which the partial file is found
     * @param known by which it is found from now on
     */
    Staged open(String key, @Nullable Version version, @Nullable Version known) {
        String name = name(key, known);
        Path part = part(name(key, version));
        Path own = own(name);
        try {
            deleteParts(key, part);
            boolean continued = version != null && takeOver(part, own);
            return new Staged(own, known == null ? null : part(name), continued);
        } catch (IOException e) {
            throw Disk.failure(own, e);
        }
    }

    private static String name(String key, @Nullable Version version) {
        return product(key) + "-" + (version == null ? NO_VERSION : version.encoded());
    }

    /**
     * What there is of a file, to put the rest behind it.
     *
     * @param headers of the answer with the rest, by lower-case name
     */
    public Staged resume(String key, Partial there, Map<String, String> headers) {
        return open(key, there.version(), there.version().with(headers));
    }

    /**
     * What is there of this product, so that the rest can be asked for; the largest if there are several.
     *
     * @param url where it will be asked for
     */
    public Optional<Partial> partial(String key, String url) {
        try {
            List<Partial> found = new ArrayList<>();
            for (Path part : list(product(key) + "-*." + BOOT + ".part")) {
                String name = part.getFileName().toString();
                long length = Files.size(part);
                Version.decoded(name.substring(name.indexOf('-') + 1, name.indexOf('.')))
                        .filter(version -> version.isFrom(url))
                        .map(version -> new Partial(version, length))
                        .filter(Partial::isOfUse)
                        .ifPresent(found::add);
            }
            return found.stream().max(Comparator.comparingLong(Partial::length));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // another worker has just taken it over
        } catch (IOException e) {
            throw Disk.failure(folder, e);
        }
    }

    /** The whole file of this product that {@link Staged#await} left, if these are still its bytes. */
    public Optional<Staged> whole(String key, String sha256) {
        Path file = folder.resolve(Staged.whole(product(key), sha256));
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            if (Digests.of(file).sha256().equals(sha256)) {
                return Optional.of(new Staged(file, null, true).keptWhole());
            }
            Files.deleteIfExists(file);
            return Optional.empty();
        } catch (IOException e) {
            throw Disk.failure(file, e);
        }
    }

    /** Deletes what is there of any product and not whole: nothing is owed any more. How many files that were. */
    public int forgetParts() {
        try {
            int deleted = 0;
            for (Path part : list("*.part")) {
                deleted += Files.deleteIfExists(part) ? 1 : 0;
            }
            return deleted;
        } catch (IOException e) {
            throw Disk.failure(folder, e);
        }
    }

    /** Deletes what is there of this product: nobody will go on with it. */
    public void forget(String key) {
        try {
            deleteParts(key, null);
            for (Path whole : list(product(key) + "-*.whole")) {
                Files.deleteIfExists(whole);
            }
        } catch (IOException e) {
            throw Disk.failure(folder, e);
        }
    }

    private static String product(String key) {
        return Digests.sha256(key).substring(0, 40);
    }

    private Path part(String name) {
        return folder.resolve(name + "." + BOOT + ".part");
    }

    private static boolean takeOver(Path part, Path own) throws IOException {
        try {
            Files.move(part, own, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void deleteParts(String key, @Nullable Path kept) throws IOException {
        for (Path other : list(product(key) + "-*.part")) {
            if (!other.equals(kept)) {
                Files.deleteIfExists(other);
            }
        }
    }

    /**
     * Tidies up after processes that were killed; at start. Their files that name a version become partial files again, the
     * others are deleted, and so are partial files older than {@code age} and those from before the machine's last start. Whole
     * files for which nobody waits are deleted when no other process is here that may be about to say so.
     *
     * @param waits whether the file with this SHA-256 is waited for
     * @return how many files were deleted
     */
    public int clean(Duration age, Clock clock, Predicate<String> waits) {
        try {
            int deleted = 0;
            int others = -1;
            for (Path lockFile : list("*.lock")) {
                boolean dead = isDead(lockFile);
                deleted += dead ? inherit(lockFile) : 0;
                others += dead ? 0 : 1;
            }
            Instant oldest = clock.instant().minus(age);
            for (Path part : list("*.part")) {
                boolean old = !part.toString().endsWith("." + BOOT + ".part") || isOlder(part, oldest);
                deleted += old && Files.deleteIfExists(part) ? 1 : 0;
            }
            for (Path whole : list("*.whole")) {
                boolean left = isOlder(whole, oldest) || (others == 0 && !waits.test(sha256(whole)));
                deleted += left && Files.deleteIfExists(whole) ? 1 : 0;
            }
            return deleted;
        } catch (IOException e) {
            throw Disk.failure(folder, e);
        }
    }

    private static String sha256(Path whole) {
        return whole.getFileName().toString().replaceFirst("^[^-]*-", "").replaceFirst("\\.whole$", "");
    }

    private static boolean isOlder(Path file, Instant oldest) throws IOException {
        return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .isBefore(oldest);
    }

    private boolean isDead(Path lockFile) throws IOException {
        if (lockFile.getFileName().toString().equals(owner + ".lock")) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            return free != null;
        } catch (OverlappingFileLockException e) {
            // Another Staging of this very process.
            return false;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private int inherit(Path lockFile) throws IOException {
        String name = lockFile.getFileName().toString();
        String dead = name.substring(0, name.length() - ".lock".length());
        boolean sameBoot = Files.readString(lockFile, StandardCharsets.US_ASCII).equals(BOOT);
        int deleted = 0;
        for (Path file : list("*." + dead + "-*.tmp")) {
            String left = file.getFileName().toString();
            String version = left.substring(0, left.indexOf('.'));
            if (version.endsWith("-" + NO_VERSION) || !sameBoot) {
                deleted += Files.deleteIfExists(file) ? 1 : 0;
            } else {
                Files.move(file, part(version), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        deleted += delete(folder.resolve(dead + SPOOL));
        Files.deleteIfExists(lockFile);
        return deleted;
    }

    private static int delete(Path spool) throws IOException {
        int deleted = 0;
        if (Files.exists(spool, LinkOption.NOFOLLOW_LINKS)) {
            for (Path file : list(spool, "*")) {
                deleted += Files.deleteIfExists(file) ? 1 : 0;
            }
            Files.deleteIfExists(spool);
        }
        return deleted;
    }

    private List<Path> list(String glob) throws IOException {
        return list(folder, glob);
    }

    private static List<Path> list(Path folder, String glob) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            List<Path> found = new ArrayList<>();
            files.forEach(found::add);
            return found;
        }
    }

    @Override
    public void close() {
        try {
            delete(spool);
            // A transfer that did not end in time leaves its file, for whoever finds the lock without its holder.
            if (list("*." + owner + "-*.tmp").isEmpty()) {
                Files.deleteIfExists(folder.resolve(owner + ".lock"));
            }
            lock.close();
        } catch (IOException e) {
            throw Disk.failure(folder, e);
        }
    }
}
