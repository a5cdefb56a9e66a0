package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.transfer.Buckets;
import io.camelopard.transfer.FileTree;
import io.camelopard.transfer.Opened;
import io.camelopard.transfer.S3Url;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** Reads small files where they are stored, in the file tree or in a bucket. Closing it ends its connections. For one thread. */
public final class StoredFiles implements Closeable {
    private static final int OK = 200;

    private final Path store;
    private final Buckets buckets;

    /** Asks nothing yet. */
    public StoredFiles(Settings settings) {
        this.store = settings.store();
        this.buckets = new Buckets(Parts.s3(settings), Parts.s3Client(settings));
    }

    /**
     * A whole file.
     *
     * @param root which store, as the ledger calls it
     * @throws FinalException if there is none, or it has more bytes than {@code most}
     * @throws TransientException if the store cannot be read now
     */
    public byte[] read(String root, String path, int most) {
        try (InputStream in = root.equals(FileTree.ROOT) ? file(path) : object(root, path)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new FinalException("%s has more than %d bytes".formatted(path, most));
            }
            return bytes;
        } catch (IOException e) {
            throw new TransientException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private InputStream file(String path) throws IOException {
        if (!Files.isDirectory(store)) {
            throw new FinalException("there is no store");
        }
        Path file = new FileTree(store).resolve(path);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FinalException(path + ": there is no such file");
        }
        return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    }

    private InputStream object(String root, String path) throws IOException {
        Opened opened = buckets.open(S3Url.parse(root + "/" + path), Map.of());
        if (opened.status() != OK) {
            opened.close();
            throw new FinalException("%s: status %d %s".formatted(path, opened.status(), opened.reason()));
        }
        return opened.body();
    }

    @Override
    public void close() {
        buckets.close();
    }
}
