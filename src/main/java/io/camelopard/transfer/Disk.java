package io.camelopard.transfer;

import io.camelopard.TransientException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** What every write to our disks needs: privacy, syncs, and errors that name the path. */
final class Disk {
    private static final String TOO_LONG = "File name too long";

    private Disk() {}

    /** A full or failing disk passes, or somebody makes it pass: a {@link DiskException}. What else it is may pass as well. */
    static TransientException failure(Path path, IOException e) {
        @Nullable String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        boolean plain = e.getClass() == IOException.class || e.getClass() == FileSystemException.class;
        String message = path + ": " + (plain ? "" : e.getClass().getSimpleName() + ": ") + reason;
        // What has a class of its own is about one name, such as a folder that somebody closed; so is a name that is
        // too
        // long.
        boolean ofAll = plain && !TOO_LONG.equals(reason);
        return ofAll ? new DiskException(message, e) : new TransientException(message, e);
    }

    /** Refuses what is not going to fit, before its first byte is asked for; where the file system says how much does. */
    static void checkRoom(Path path, long bytes) {
        try {
            FileStore store = Files.getFileStore(path);
            long room = store.getUsableSpace();
            if (room < bytes && store.getTotalSpace() > 0) {
                throw new DiskException(
                        path + ": no room for " + bytes + " bytes, " + room + " are free",
                        new IOException("disk full"));
            }
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    static void createPrivate(Path folder) throws IOException {
        Files.createDirectories(folder, mode(folder, "rwx------"));
        if (isPosix(folder)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    static FileAttribute<?>[] privateFile(Path path) {
        return mode(path, "rw-------");
    }

    private static FileAttribute<?>[] mode(Path path, String mode) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Makes the names in a folder survive a power cut. */
    static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
