package io.camelopard.transfer;

import io.camelopard.TransientException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many bytes a second all transfers may take together. Who has read some waits until they are due, so that the sender is
 * slowed down by TCP's own means; those who read little wait little. Thread-safe.
 */
public final class Rate {
    private static final int PIECES = 8;

    private final long bytesPerSecond;
    private final LongSupplier nanos;
    private final Sleep sleep;
    private long due;

    /** How a thread waits. */
    @FunctionalInterface
    interface Sleep {
        void nanos(long nanos) throws InterruptedException;
    }

    /** @param bytesPerSecond 0: as many as come */
    public Rate(long bytesPerSecond) {
        this(
                bytesPerSecond,
                System::nanoTime,
                nanos -> Thread.sleep(Duration.ofNanos(nanos).toMillis() + 1));
    }

    Rate(long bytesPerSecond, LongSupplier nanos, Sleep sleep) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanos = nanos;
        this.sleep = sleep;
        this.due = nanos.getAsLong();
    }

    /** The same stream, read no faster than all may be together. Closing it closes {@code in}. */
    public InputStream limit(InputStream in) {
        return bytesPerSecond == 0 ? in : new Limited(in);
    }

    /** When what has been read is due, in ns from now. */
    private synchronized long book(int bytes) {
        long now = nanos.getAsLong();
        // What was not used before is lost: no burst follows a pause.
        due = Math.max(due, now) + Math.round(bytes * 1e9 / bytesPerSecond);
        return due - now;
    }

    private final class Limited extends FilterInputStream {
        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            // A large piece would be a long silence.
            int piece = (int) Math.min(length, Math.max(1, bytesPerSecond / PIECES));
            int n = in.read(buffer, offset, piece);
            if (n > 0) {
                await(book(n));
            }
            return n;
        }

        private void await(long pause) {
            try {
                sleep.nanos(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TransientException("interrupted", e);
            }
        }
    }
}
