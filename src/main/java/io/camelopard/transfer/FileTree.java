package io.camelopard.transfer;

import io.camelopard.FinalException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * A tree of published files. Nothing leads out of it: not a path with {@code ..}, and not a link that somebody put there.
 *
 * <p>{@link #publish} is the whole way; its steps can be had one by one by who moves the file otherwise: {@link #prepare},
 * the move, {@link #syncFolder}. Thread-safe, but that one path is published by one worker at a time is for the caller.
 */
public final class FileTree {
    private final Path root;

    /** @param root made if it is not there; it may itself be reached through a link, since it is the operator's */
    public FileTree(Path root) {
        try {
            Files.createDirectories(root);
            this.root = root.toRealPath();
        } catch (IOException e) {
            throw Disk.failure(root, e);
        }
    }

    /** The real path of the tree. */
    public Path root() {
        return root;
    }

    /**
     * The file of a path that {@link SafeName#path} made.
     *
     * @throws FinalException if the path is not below the root, or leads through a link or a file
     */
    public Path resolve(String path) {
        Path target = inside(path);
        for (Path at = root.relativize(target).getParent(); at != null; at = at.getParent()) {
            checkFolder(root.resolve(at));
        }
        if (Files.isSymbolicLink(target)) {
            throw new FinalException(target + " is a symbolic link; nothing is written through it");
        }
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FinalException(target + " is a folder; a file cannot get its name");
        }
        return target;
    }

    private Path inside(String path) {
        if (path.isEmpty() || path.startsWith("/") || path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0) {
            throw new FinalException("'" + path.replaceAll("\\p{Cntrl}", "?") + "' is not a path below the store");
        }
        Path target = root.resolve(path);
        boolean plain = target.equals(target.normalize()) && target.startsWith(root) && !target.equals(root);
        if (!plain) {
            throw new FinalException("'" + path + "' is not a path below the store");
        }
        return target;
    }

    private static void checkFolder(Path folder) {
        if (Files.isSymbolicLink(folder)) {
            throw new FinalException(folder + " is a symbolic link; nothing is written through it");
        }
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new FinalException(folder + " is a file; a folder cannot get its name");
        }
    }

    /** As {@link #resolve}; its folders are there afterwards and survive a power cut. */
    public Path prepare(String path) {
        Path target = resolve(path);
        Path folder = root;
        for (Path name : root.relativize(target)) {
            if (folder.resolve(name).equals(target)) {
                break;
            }
            folder = folder.resolve(name);
            makeFolder(folder);
        }
        return target;
    }

    private static void makeFolder(Path folder) {
        try {
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(folder);
                Path parent = folder.getParent();
                if (parent != null) {
                    Disk.syncFolder(parent);
                }
            }
        } catch (FileAlreadyExistsException e) {
            // Another worker was faster; a link in its place is refused as before.
            checkFolder(folder);
        } catch (IOException e) {
            throw Disk.failure(folder, e);
        }
    }

    /**
     * Moves a staged file to its path: synced, renamed, folder synced. If the same bytes are there already, that is as
     * good.
     *
     * @param sha256 of the staged file
     * @param mayReplace the SHA-256 of what may stand there now, null if nothing may
     * @return where it is
     * @throws FinalException if something else stands there
     */
    public Path publish(Staged staged, String path, String sha256, @Nullable String mayReplace) {
        Path target = prepare(path);
        try {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                String there = Digests.of(target).sha256();
                if (there.equals(sha256)) {
                    syncFolder(target);
                    return target;
                }
                if (!there.equals(mayReplace)) {
                    throw new FinalException(target + " is there with other content (" + there.substring(0, 12)
                            + "…); it is not overwritten");
                }
            }
            staged.sync();
            Files.move(staged.path(), target, StandardCopyOption.ATOMIC_MOVE);
            staged.commit();
            syncFolder(target);
            return target;
        } catch (IOException e) {
            throw Disk.failure(target, e);
        }
    }

    /**
     * Deletes a file if it still has the content that it was published with.
     *
     * @return false when it has not, or is not there
     */
    public boolean delete(String path, String sha256) {
        Path target = resolve(path);
        try {
            if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                    || !Digests.of(target).sha256().equals(sha256)) {
                return false;
            }
            Files.delete(target);
            syncFolder(target);
            return true;
        } catch (IOException e) {
            throw Disk.failure(target, e);
        }
    }

    /**
     * Gives a published file the first free of the names {@code NAME.1}, {@code NAME.2} … besides its own, which can then be
     * another's without a moment in which nothing has it. Does nothing when the last of these is the same file already.
     */
    public void keep(Path target) {
        try {
            Path last = target;
            Path kept = target.resolveSibling(target.getFileName() + ".1");
            for (int number = 2; Files.exists(kept, LinkOption.NOFOLLOW_LINKS); number++) {
                last = kept;
                kept = target.resolveSibling(target.getFileName() + "." + number);
            }
            if (last.equals(target) || !same(last, target)) {
                link(target, kept);
                syncFolder(target);
            }
        } catch (IOException e) {
            throw Disk.failure(target, e);
        }
    }

    private static boolean same(Path one, Path other) throws IOException {
        return Files.isSameFile(one, other)
                || Digests.of(one).sha256().equals(Digests.of(other).sha256());
    }

    private static void link(Path target, Path kept) throws IOException {
        try {
            Files.createLink(kept, target);
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Not every file system has two names for a file.
            Files.move(target, kept);
        }
    }

    /** Makes the name of a published file survive a power cut. */
    public void syncFolder(Path file) {
        Path folder = file.getParent();
        try {
            Disk.syncFolder(folder == null ? root : folder);
        } catch (IOException e) {
            throw Disk.failure(file, e);
        }
    }
}
