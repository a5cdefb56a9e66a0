package io.camelopard.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
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
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The private folder where bytes wait until they are verified, on the file system of the store, so that publishing is a
 * rename.
 *
 * <p>A file being written is {@code KEY-VALIDATOR.OWNER.tmp}, a partial one kept for a resume {@code KEY-VALIDATOR.part};
 * KEY and VALIDATOR are digests. Taking a partial file over is a rename, so two workers with the same product never write
 * into one file. OWNER is one opening of the staging folder, whose lock file shows the others that it lives.
 *
 * <p>Thread-safe. {@link #close} gives up the ownership, after all {@link Staged} are closed.
 */
public final class Staging implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Staging.class);
    private static final String NO_VALIDATOR = "none";

    private final Path folder;
    private final String owner = UUID.randomUUID().toString().substring(0, 13);
    private final FileChannel lock;

    private Staging(Path folder) throws IOException {
        this.folder = folder;
        Path lockFile = folder.resolve(owner + ".lock");
        this.lock = FileChannel.open(
                lockFile, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), Disk.privateFile(folder));
        lock.lock();
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
            if (renames(home, storeRoot)) {
                return new Staging(home);
            }
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
        Path probe = Files.createTempFile(home, "probe", ".tmp");
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
            Files.deleteIfExists(moved);
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

    /** A new, empty file for a product whose bytes are not to be continued later. */
    public Staged open(String key) {
        return open(key, null);
    }

    /**
     * The partial file of this product in this version if there is one, else a new one; partial files of other versions
     * are deleted.
     *
     * @param key the product's identity
     * @param validator a strong ETag or date that names the version; null if there is none, then nothing is continued
     */
    public Staged open(String key, @Nullable String validator) {
        String product = Digests.sha256(key).substring(0, 40);
        String version = product + "-"
                + (validator == null ? NO_VALIDATOR : Digests.sha256(validator).substring(0, 16));
        Path part = folder.resolve(version + ".part");
        Path own = folder.resolve(
                version + "." + owner + "-" + UUID.randomUUID().toString().substring(0, 8) + ".tmp");
        try {
            deleteOthers(product, part);
            boolean continued = validator != null && takeOver(part, own);
            return new Staged(own, validator == null ? null : part, continued);
        } catch (IOException e) {
            throw Disk.failure(own, e);
        }
    }

    private static boolean takeOver(Path part, Path own) throws IOException {
        try {
            Files.move(part, own, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void deleteOthers(String product, Path kept) throws IOException {
        for (Path other : list(product + "-*.part")) {
            if (!other.equals(kept)) {
                Files.deleteIfExists(other);
            }
        }
    }

    /**
     * Tidies up after processes that were killed; at start. Their files that have a validator become partial files
     * again, the others are deleted, and so are partial files older than {@code age}.
     *
     * @return how many files were deleted
     */
    public int clean(Duration age, Clock clock) {
        try {
            int deleted = 0;
            for (Path lockFile : list("*.lock")) {
                deleted += isDead(lockFile) ? inherit(lockFile) : 0;
            }
            Instant oldest = clock.instant().minus(age);
            for (Path part : list("*.part")) {
                boolean old = Files.getLastModifiedTime(part, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(oldest);
                deleted += old && Files.deleteIfExists(part) ? 1 : 0;
            }
            return deleted;
        } catch (IOException e) {
            throw Disk.failure(folder, e);
        }
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
        int deleted = 0;
        for (Path file : list("*." + dead + "-*.tmp")) {
            String left = file.getFileName().toString();
            String version = left.substring(0, left.indexOf('.'));
            if (version.endsWith(NO_VALIDATOR)) {
                deleted += Files.deleteIfExists(file) ? 1 : 0;
            } else {
                Files.move(file, folder.resolve(version + ".part"), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.deleteIfExists(lockFile);
        return deleted;
    }

    private List<Path> list(String glob) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            List<Path> found = new ArrayList<>();
            files.forEach(found::add);
            return found;
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(folder.resolve(owner + ".lock"));
            lock.close();
        } catch (IOException e) {
            throw Disk.failure(folder, e);
        }
    }
}
