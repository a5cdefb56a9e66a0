package io.camelopard.transfer;

import io.camelopard.FinalException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A tree of published files. Nothing leads out of it: not a path with {@code ..}, and not a link that somebody put there.
 *
 * <p>{@link #publish} is the whole way; its steps can be had one by one by who moves the file otherwise: {@link #prepare},
 * the move, {@link #syncFolder}. Thread-safe, but that one path is published by one worker at a time is for the caller.
 */
public final class FileTree implements Store {
    /** What the ledger calls it. */
    public static final String ROOT = "file:";

    private final Path folder;

    /** @param root made if it is not there; it may itself be reached through a link, since it is the operator's */
    public FileTree(Path root) {
        try {
            Files.createDirectories(root);
            this.folder = root.toRealPath();
        } catch (IOException e) {
            throw Disk.failure(root, e);
        }
    }

    /** The real path of the tree. */
    public Path folder() {
        return folder;
    }

    @Override
    public String root() {
        return ROOT;
    }

    /**
     * The file of a path that {@link SafeName#path} made.
     *
     * @throws FinalException if the path is not below the root, or leads through a link or a file
     */
    public Path resolve(String path) {
        Path target = inside(path);
        for (Path at = folder.relativize(target).getParent(); at != null; at = at.getParent()) {
            checkFolder(folder.resolve(at));
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
        Path target = folder.resolve(path);
        boolean plain = target.equals(target.normalize()) && target.startsWith(folder) && !target.equals(folder);
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
        Path made = folder;
        for (Path name : folder.relativize(target)) {
            if (made.resolve(name).equals(target)) {
                break;
            }
            made = made.resolve(name);
            makeFolder(made);
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
            withdraw(folder, e);
            throw Disk.failure(folder, e);
        }
    }

    /** Takes a name back that may not last: a later sync that succeeds would say nothing about it. */
    private static void withdraw(Path name, IOException cause) {
        try {
            Files.deleteIfExists(name);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Optional<Received> find(String path) {
        return read(path);
    }

    @Override
    public Optional<Received> read(String path) {
        Path target = resolve(path);
        try {
            return Files.exists(target, LinkOption.NOFOLLOW_LINKS) ? Optional.of(Digests.of(target)) : Optional.empty();
        } catch (IOException e) {
            throw Disk.failure(target, e);
        }
    }

    /** Moves the staged file: synced, renamed, folder synced. */
    @Override
    public void publish(Staged staged, String path, Received content, About about, boolean replace) {
        Path target = prepare(path);
        Optional<Received> there = read(path);
        boolean same = there.equals(Optional.of(content));
        if (there.isPresent() && !same && !replace) {
            throw new FinalException(target + " is there with other content ("
                    + there.get().sha256().substring(0, 12) + "…); it is not overwritten");
        }
        if (!same) {
            staged.sync();
            move(staged.path(), target);
            staged.commit();
        }
        syncFolder(target);
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Disk.failure(to, e);
        }
    }

    @Override
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

    @Override
    public void keep(String path) {
        keep(resolve(path));
    }

    private void keep(Path target) {
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

    /** Makes the name of a published file survive a power cut. Where that fails the file is gone. */
    public void syncFolder(Path file) {
        Path parent = file.getParent();
        try {
            Disk.syncFolder(parent == null ? folder : parent);
        } catch (IOException e) {
            withdraw(file, e);
            throw Disk.failure(file, e);
        }
    }
}
