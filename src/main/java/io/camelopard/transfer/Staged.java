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
import java.util.Arrays;
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

    private Path path;
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

    /** Reads a piece of it; needs not be closed, and several may be read at a time. */
    InputStream stream(long from, long length) {
        return new ChannelStream(channel, from, length);
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
        try (in) {
            restart();
            checkAnnounced(from, expectedLength, 0, limit);
            MessageDigest digest = Digests.sha256();
            long bytes = copy(in, from, digest, 0, expectedLength == null ? limit : expectedLength, limit);
            checkWhole(from, bytes, expectedLength);
            return new Received(bytes, Digests.hex(digest.digest()));
        } catch (IOException e) {
            throw new TransientException(from + ": closing failed: " + e.getMessage(), e);
        }
    }

    /**
     * Puts the rest behind what is there, which is taken for right where the stream repeats the end of it. The SHA-256 is of the
     * whole, computed afterwards: a server would not wait for it.
     *
     * @param in begins at {@link Partial#start}
     * @param total length of the whole
     * @throws TransientException if they are fewer or more than expected, or reading or writing fails
     * @throws FinalException if they are more than the limit, or what is there is not what the stream repeats
     */
    public Received resume(InputStream in, String from, Partial there, long total, long limit) {
        try (in) {
            checkAnnounced(from, total, there.length(), limit);
            cut(from, there.length());
            compare(in, from, there.start(), (int) (there.length() - there.start()));
            checkWhole(from, copy(in, from, null, there.length(), total, limit), total);
            return digest();
        } catch (IOException e) {
            throw new TransientException(from + ": closing failed: " + e.getMessage(), e);
        }
    }

    /** What is there turned out to be the whole. */
    public Received complete(String from, Partial there) {
        cut(from, there.length());
        return digest();
    }

    /** Another worker may have had the file in between. */
    private void cut(String from, long length) {
        if (length() < length) {
            throw new TransientException("%s: %d of %d bytes are there by now".formatted(from, length(), length));
        }
        try {
            channel.truncate(length);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void checkAnnounced(String from, @Nullable Long expectedLength, long there, long limit) {
        if (expectedLength != null && expectedLength > limit) {
            throw new FinalException(from + ": announced " + expectedLength + " bytes, allowed are " + limit);
        }
        if (expectedLength != null) {
            Disk.checkRoom(path, expectedLength - there);
        }
    }

    private void checkWhole(String from, long bytes, @Nullable Long expectedLength) {
        if (expectedLength != null && bytes < expectedLength) {
            kept = true;
            throw BrokenTransfer.after(
                    bytes, from + ": " + bytes + " of " + expectedLength + " bytes, then the server closed", null);
        }
    }

    /** Leaves the channel, and the stream, behind what both have. */
    private void compare(InputStream in, String from, long start, int count) {
        byte[] said = new byte[count];
        for (int at = 0; at < count; ) {
            int n = read(in, from, said, at, start + at);
            if (n < 0) {
                kept = true;
                throw new TransientException(from + ": " + at + " bytes from " + start + ", then the server closed");
            }
            at += n;
        }
        if (!Arrays.equals(said, end(start, count))) {
            throw new FinalException(
                    "%s: the bytes from %d are not those that were there before".formatted(from, start));
        }
    }

    private byte[] end(long start, int count) {
        ByteBuffer there = ByteBuffer.allocate(count);
        try {
            channel.position(start);
            while (there.hasRemaining() && channel.read(there) >= 0) {}
            return there.array();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private Received digest() {
        try {
            return Digests.of(path);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** An interrupted thread is one of a process that stops. */
    private TransientException failure(IOException e) {
        kept = e instanceof ClosedByInterruptException;
        return Disk.failure(path, e);
    }

    private long copy(InputStream in, String from, @Nullable MessageDigest digest, long there, long most, long limit) {
        byte[] buffer = new byte[BUFFER];
        long bytes = there;
        for (int n = read(in, from, buffer, 0, bytes); n >= 0; n = read(in, from, buffer, 0, bytes)) {
            if (bytes + n > limit) {
                throw new FinalException(from + ": more than the " + limit + " bytes allowed");
            }
            if (bytes + n > most) {
                throw new TransientException(from + ": more than the " + most + " bytes expected");
            }
            if (digest != null) {
                digest.update(buffer, 0, n);
            }
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

    private int read(InputStream in, String from, byte[] buffer, int offset, long bytes) {
        try {
            return in.read(buffer, offset, buffer.length - offset);
        } catch (RuntimeException e) {
            kept = true;
            throw e;
        } catch (IOException e) {
            kept = true;
            throw BrokenTransfer.after(
                    bytes, from + ": " + bytes + " bytes, then reading failed: " + e.getMessage(), e);
        }
    }

    private void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw failure(e);
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

    static String whole(String product, String sha256) {
        return product + "-" + sha256 + ".whole";
    }

    /**
     * The content is complete and is sent elsewhere: it stays where it is, also when this process ends, until {@link
     * Staging#forget}; {@link Staging#whole} finds it.
     */
    public void await(String sha256) {
        String name = String.valueOf(path.getFileName());
        Path whole = path.resolveSibling(whole(name.substring(0, name.indexOf('-')), sha256));
        try {
            Files.move(path, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Disk.failure(path, e);
        }
        path = whole;
        committed = true;
    }

    Staged keptWhole() {
        committed = true;
        return this;
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
