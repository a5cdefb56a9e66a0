package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import java.util.Optional;

/**
 * Where published files are: a tree of files ({@link FileTree}) or a bucket ({@link BucketStore}).
 *
 * <p>A path is relative, with slashes, as {@link SafeName#path} makes it. What has a path is whole at any moment: a reader
 * finds what was there before or what is there now. Thread-safe, but that one path is published by one worker at a time is
 * for the caller.
 *
 * <p>Whatever fails may be a {@link io.camelopard.TransientException}, among these {@link StoreBusy} where nothing can be
 * stored for now, a {@link FinalException}, or a {@link MisuseException} where we are not let in.
 */
public interface Store {
    /** What the ledger calls it. */
    String root();

    /** Whether anything stands at a path. */
    boolean exists(String path);

    /** What stands at a path; told from what was written beside it where that is there. Empty where nothing is. */
    Optional<Received> find(String path);

    /** As {@link #find}, and every byte of it is read. */
    Optional<Received> read(String path);

    /**
     * Gives a staged file its path, for good: afterwards it is there and survives a power cut. If the same bytes are there
     * already, that is as good.
     *
     * @param content of the staged file
     * @param about is written beside it where the store has a place for it
     * @param replace whether the path is ours, so that whatever stands there is overwritten
     * @throws FinalException if something else stands there and may not be replaced
     */
    void publish(Staged staged, String path, Received content, About about, boolean replace);

    /**
     * Deletes a file if it still has the content that it was published with.
     *
     * @return false when it has not, or is not there
     */
    boolean delete(String path, String sha256);

    /**
     * Gives a published file the first free of the names {@code NAME.1}, {@code NAME.2} … besides its own, which can then be
     * another's without a moment in which nothing has it. Does nothing when the last of these is the same file already.
     */
    void keep(String path);
}
