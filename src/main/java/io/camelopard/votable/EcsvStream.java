package io.camelopard.votable;

import io.camelopard.FinalException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bytes of an ECSV file on their way to STIL, which believes that every line ends, that every quoted cell ends, and
 * that both are short.
 */
final class EcsvStream extends InputStream {
    private static final int SLACK = 1 << 16;

    private final InputStream in;
    private final long most;
    private long sinceRow;
    private boolean header = true;
    private boolean lineStart = true;
    private boolean quoted;
    private boolean ended;

    private EcsvStream(InputStream in, Limits limits) {
        this.in = in;
        this.most = (long) limits.maxCellChars() + SLACK;
    }

    static EcsvStream open(Path file, Limits limits) throws IOException {
        return new EcsvStream(new Utf8Repair(new BufferedInputStream(Files.newInputStream(file), SLACK)), limits);
    }

    /** The next row is asked for. */
    void row() {
        sinceRow = 0;
    }

    /** Whether the reader has met the end. */
    boolean ended() {
        return ended;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = ended ? -1 : in.read(buffer, offset, Math.min(length, SLACK / 4));
        if (count < 0) {
            return end(buffer, offset);
        }
        for (int i = offset; i < offset + count; i++) {
            see(buffer[i]);
        }
        sinceRow += count;
        if (sinceRow > most) {
            throw new FinalException("the ECSV has a header or a row of more than " + most + " bytes");
        }
        return count;
    }

    private void see(byte value) {
        header = header && !(lineStart && value != '#' && value != '\n' && value != '\r');
        quoted ^= !header && value == '"';
        lineStart = value == '\n';
    }

    private int end(byte[] buffer, int offset) {
        if (quoted) {
            throw new FinalException("the ECSV ends within a quoted cell; it is cut off");
        }
        if (lineStart) {
            ended = true;
            return -1;
        }
        lineStart = true;
        buffer[offset] = '\n';
        return 1;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
