package io.camelopard.transfer;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One file in staging. {@link #close} deletes it, unless {@link #commit} said that somebody else has it now, or {@link
 * #keep} that it is to be continued later.
 *
 * <p>For one thread.
 */
public final class Staged implements Closeable {
    private static final int BUFFER = 64 << 10;

    private final Path path;
    private final @Nullable Path part;
    private final FileChannel channel;
    private boolean committed;
    private boolean kept;

    Staged(Path path, @Nullable Path part, boolean continued) throws IOException {
        this.path = path;
        this.part = part;
        this.channel = FileChannel.open(
                path,
                Set.of(
                        continued ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE),
                Disk.privateFile(path));
    }

    /** Where the file is until it is committed. */
    public Path path() {
        return path;
    }

    /** How many bytes are there; not 0 at first if a partial file was found. */
    public long length() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw Disk.failure(path, e);
        }
    }

    /** As {@link #receive(InputStream, String, Long, long)}, for bytes whose origin names itself in its failures. */
    public Received receive(InputStream in, @Nullable Long expectedLength, long limit) {
        return receive(in, "the answer", expectedLength, limit);
    }

    /**
     * Replaces the content by all that the stream has, with its SHA-256 in the same pass, and closes the stream. When the
     * stream breaks, or this process is stopping, what there is is kept as by {@link #keep}.
     *
     * @param from where the bytes come from, for messages
     * @param expectedLength how many they must be, if that is known
     * @param limit how many they may be
     * @throws TransientException if they are fewer or more than expected, or reading or writing fails
     * @throws FinalException if they are more than the limit
     */
    public Received receive(InputStream in, String from, @Nullable Long expectedLength, long limit) {
        return receive(in, from, 0, expectedLength, limit);
    }

    /**
     * As {@link #receive(InputStream, String, Long, long)}, for a stream that has the rest of what is there.
     *
     * @param there how many bytes must be there; what is behind them is cut off
     * @param expectedLength of the whole
     */
    public Received resume(InputStream in, String from, long there, long expectedLength, long limit) {
        return receive(in, from, there, expectedLength, limit);
    }

    private Received receive(InputStream in, String from, long there, @Nullable Long expectedLength, long limit) {
        try (in) {
            if (expectedLength != null && expectedLength > limit) {
                throw new FinalException(from + ": announced " + expectedLength + " bytes, allowed are " + limit);
            }
            MessageDigest digest = beginning(from, there);
            long bytes = copy(in, from, digest, there, expectedLength == null ? limit : expectedLength, limit);
            if (expectedLength != null && bytes < expectedLength) {
                kept = true;
                throw new TransientException(
                        from + ": " + bytes + " of " + expectedLength + " bytes, then the server closed");
            }
            return new Received(bytes, Digests.hex(digest.digest()));
        } catch (IOException e) {
            throw new TransientException(from + ": closing failed: " + e.getMessage(), e);
        }
    }

    /** The digest of what is there already, with the channel behind it. */
    private MessageDigest beginning(String from, long there) {
        MessageDigest digest = Digests.sha256();
        if (there == 0) {
            restart();
            return digest;
        }
        if (length() < there) {
            throw new TransientException(
                    from + ": " + length() + " bytes are there and not " + there + ", so that the rest does not fit");
        }
        try {
            channel.truncate(there);
            channel.position(0);
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            return digest;
        } catch (IOException e) {
            kept = e instanceof ClosedByInterruptException;
            throw Disk.failure(path, e);
        }
    }

    private long copy(InputStream in, String from, MessageDigest digest, long there, long most, long limit) {
        byte[] buffer = new byte[BUFFER];
        long bytes = there;
        for (int n = read(in, from, buffer, bytes); n >= 0; n = read(in, from, buffer, bytes)) {
            if (bytes + n > limit) {
                throw new FinalException(from + ": more than the " + limit + " bytes allowed");
            }
            if (bytes + n > most) {
                throw new TransientException(from + ": more than the " + most + " bytes expected");
            }
            digest.update(buffer, 0, n);
            write(ByteBuffer.wrap(buffer, 0, n));
            bytes += n;
        }
        return bytes;
    }

    private void restart() {
        try {
            channel.truncate(0);
            channel.position(0);
        } catch (IOException e) {
            throw Disk.failure(path, e);
        }
    }

    private int read(InputStream in, String from, byte[] buffer, long bytes) {
        try {
            return in.read(buffer);
        } catch (RuntimeException e) {
            kept = true;
            throw e;
        } catch (IOException e) {
            kept = true;
            throw new TransientException(from + ": " + bytes + " bytes, then reading failed: " + e.getMessage(), e);
        }
    }

    private void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            kept = e instanceof ClosedByInterruptException;
            throw Disk.failure(path, e);
        }
    }

    /** Makes the content survive a power cut; before it is published. After a failure the file is not to be used. */
    public void sync() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw Disk.failure(path, e);
        }
    }

    /** The file has been moved, or linked, to where it belongs: {@link #close} leaves it alone. */
    public void commit() {
        committed = true;
    }

    /** The content is to be continued later; without a version it cannot be, and is deleted all the same. */
    public void keep() {
        kept = true;
    }

    @Override
    public void close() {
        try {
            channel.close();
            if (committed) {
                return;
            }
            if (kept && part != null && Files.exists(path) && Files.size(path) > 0) {
                Files.move(path, part, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw Disk.failure(path, e);
        }
    }
}
