package io.camelopard.transfer;

import io.camelopard.TransientException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** What every write to our disks needs: privacy, syncs, and errors that name the path. */
final class Disk {
    private Disk() {}

    /** A full or failing disk passes, or somebody makes it pass: the work stays owed. */
    static TransientException failure(Path path, IOException e) {
        @Nullable String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        String kind = e.getClass() == IOException.class || e.getClass() == FileSystemException.class
                ? ""
                : e.getClass().getSimpleName() + ": ";
        return new TransientException(path + ": " + kind + reason, e);
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
