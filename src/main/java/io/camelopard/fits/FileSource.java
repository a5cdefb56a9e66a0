package io.camelopard.fits;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file on this machine. Whoever opens it closes it. */
public final class FileSource implements Source, Closeable {
    private final FileChannel channel;
    private final long length;

    private FileSource(FileChannel channel) throws IOException {
        this.channel = channel;
        this.length = channel.size();
    }

    public static FileSource open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file);
        try {
            return new FileSource(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        return channel.read(target, position);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
