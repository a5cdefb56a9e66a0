package io.camelopard.votable;

import io.camelopard.TransientException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Rows from the thread that parses to the one that reads, in groups, never more than a few at a time.
 *
 * <p>What happens on one side is known at once on the other: the end and a failure wake the reader, {@link #close()}
 * releases the parser. Three threads may be in it: the parser, the reader, and one that closes.
 */
final class RowHandover implements RowSink {
    /** Thrown into the parser when nobody reads any more. */
    static final class Closed extends RuntimeException {
        Closed() {
            super("the reader was closed", null, false, false);
        }
    }

    private static final int GROUP_ROWS = 256;
    private static final int GROUP_SIZE = 1 << 18;
    private static final int GROUPS = 8;
    private static final long QUEUED_SIZE = 1 << 21;

    private record Group(List<Row> rows, long size) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Group> groups = new ArrayDeque<>();
    private long queued;
    private @Nullable Columns columns;
    private @Nullable Trailer trailer;
    private @Nullable RuntimeException failure;
    private boolean closed;

    // Of the parser's thread alone.
    private List<Row> group = new ArrayList<>(GROUP_ROWS);
    private long groupSize;
    private @Nullable Columns rowColumns;

    @Override
    public void columns(Columns found) {
        lock.lock();
        try {
            rowColumns = found;
            columns = found;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void row(@Nullable Object[] cells, int size) {
        if (rowColumns == null) {
            throw new IllegalStateException("a row before the columns");
        }
        group.add(Row.of(rowColumns, cells));
        groupSize += size;
        if (group.size() == GROUP_ROWS || groupSize >= GROUP_SIZE) {
            flush();
        }
    }

    private void flush() {
        if (group.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            while (!closed && (groups.size() == GROUPS || queued > QUEUED_SIZE)) {
                changed.await();
            }
            if (closed) {
                throw new Closed();
            }
            groups.add(new Group(group, groupSize));
            queued += groupSize;
            changed.signalAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Closed();
        } finally {
            lock.unlock();
        }
        group = new ArrayList<>(GROUP_ROWS);
        groupSize = 0;
    }

    /** The document was read to its end. */
    void end(Trailer found) {
        flush();
        lock.lock();
        try {
            trailer = found;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The document cannot be read; rows that are complete may still be taken. */
    void fail(RuntimeException reason) {
        lock.lock();
        try {
            failure = reason;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next rows; null at the end. */
    @Nullable List<Row> take() {
        return await(() -> {
            Group next = groups.poll();
            if (next != null) {
                queued -= next.size();
                changed.signalAll();
                return next.rows();
            }
            return null;
        });
    }

    /** Waits for the columns. */
    Columns columns() {
        Columns found = await(() -> columns);
        if (found == null) {
            throw new IllegalStateException("the document ended without columns");
        }
        return found;
    }

    @Nullable Trailer trailer() {
        lock.lock();
        try {
            return groups.isEmpty() ? trailer : null;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            groups.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private interface Wanted<T> {
        @Nullable T get();
    }

    private <T> @Nullable T await(Wanted<T> wanted) {
        lock.lock();
        try {
            while (true) {
                if (closed) {
                    throw new IllegalStateException("the reader is closed");
                }
                T found = wanted.get();
                if (found != null || trailer != null) {
                    return found;
                }
                if (failure != null) {
                    throw failure;
                }
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("interrupted while waiting for rows of a VOTable", e);
        } finally {
            lock.unlock();
        }
    }
}
