package io.camelopard.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A piece of a file, read without moving the place of its channel, which stays its owner's. For one thread. */
final class ChannelStream extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long at;

    ChannelStream(FileChannel channel, long from, long length) {
        this.channel = channel;
        this.at = from;
        this.end = from + length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0 || at == end) {
            return length == 0 ? 0 : -1;
        }
        int n = channel.read(ByteBuffer.wrap(buffer, offset, (int) Math.min(length, end - at)), at);
        if (n < 0) {
            throw new EOFException("the file ends at " + at + " of " + end + " bytes");
        }
        at += n;
        return n;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, end - at);
    }
}
