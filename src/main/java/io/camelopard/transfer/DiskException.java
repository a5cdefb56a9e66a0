package io.camelopard.transfer;

import io.camelopard.TransientException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One of our own disks is full, fails or lets nobody write. That is no failure of what was to be written: it stays owed, for
 * as long as it takes somebody to make room.
 */
public final class DiskException extends TransientException {
    DiskException(String message, IOException cause) {
        super(message, cause);
    }

    /** A failure to read or write a file of ours; a {@code DiskException} unless it is about this one name. */
    public static TransientException of(Path path, IOException e) {
        return Disk.failure(path, e);
    }
}
