package io.camelopard.ledger;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection that writes, and its thread. What waits is taken into one transaction, so that the callers share the
 * synced write that each of them would need (group commit); nobody is answered before the commit. Where there is no room to
 * write it waits for some, and all callers with it. Thread-safe.
 */
final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int BATCH = 256;
    private static final int TRIES = 5;
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Dialect dialect;
    private final Connector connector;
    private final Patience patience;
    private final BlockingQueue<Pending<?>> queue = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::serve, "ledger-writer");
    private @Nullable Tx tx;
    private volatile boolean closed;

    /** Opens the writing connection, first and whenever it broke. */
    @FunctionalInterface
    interface Connector {
        Tx connect() throws SQLException;
    }

    Writer(Dialect dialect, Connector connector) {
        this(dialect, connector, PAUSE);
    }

    /** @param pause between two tries where there is no room */
    Writer(Dialect dialect, Connector connector, Duration pause) {
        this.patience = new Patience(pause);
        this.dialect = dialect;
        this.connector = connector;
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for the commit also when interrupted: the caller has to know whether it happened. */
    <T> T write(Work<T> work) {
        Pending<T> pending = new Pending<>(work);
        queue.add(pending);
        if (closed && queue.remove(pending)) {
            throw new TransientException("the ledger is closed");
        }
        try {
            return pending.future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? again(failure) : e;
        }
    }

    /** Without room what is to be written fails from now on, instead of waiting. */
    void hurry() {
        patience.end();
    }

    /** Lets what can be written now finish, then ends the thread and the connection. */
    @Override
    public void close() {
        closed = true;
        hurry();
        queue.add(new Pending<>(t -> true));
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException again(RuntimeException failure) {
        failure.addSuppressed(new Throwable("asked for here"));
        return failure;
    }

    private void serve() {
        List<Pending<?>> batch = new ArrayList<>();
        while (!closed || !queue.isEmpty()) {
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                continue; // nobody but close() ends this thread
            }
            queue.drainTo(batch, BATCH - 1);
            if (batch.size() == 1 || !together(batch)) {
                batch.forEach(this::alone);
            }
            batch.clear();
        }
        disconnect();
    }

    /** False when one of them failed: then nothing has happened, and each is tried by itself. */
    private boolean together(List<Pending<?>> batch) {
        try {
            Tx open = connected();
            open.begin();
            for (Pending<?> pending : batch) {
                pending.run(open);
            }
            open.commit();
            patience.rewarded();
            batch.forEach(Pending::succeed);
            return true;
        } catch (SQLException e) {
            abandon(e);
            boolean common = dialect.passing(e) && !dialect.repeatable(e) && !dialect.full(e); // busy for each of them
            if (common) {
                batch.forEach(pending -> pending.fail(dialect.failure(e)));
            }
            return common;
        } catch (RuntimeException | Error e) {
            abandon(e);
            return false;
        }
    }

    private void alone(Pending<?> pending) {
        int attempt = 1;
        while (true) {
            try {
                Tx open = connected();
                open.begin();
                pending.run(open);
                open.commit();
                patience.rewarded();
                pending.succeed();
                return;
            } catch (SQLException e) {
                abandon(e);
                boolean again = dialect.full(e) ? patience.await(e) : dialect.repeatable(e) && attempt++ < TRIES;
                if (!again) {
                    pending.fail(dialect.failure(e));
                    return;
                }
            } catch (RuntimeException e) {
                abandon(e);
                pending.fail(e);
                return;
            } catch (Error e) { // the thread must outlive it: everybody waits for it
                abandon(e);
                pending.fail(new FinalException("ledger: " + e, e));
                return;
            }
        }
    }

    private Tx connected() throws SQLException {
        Tx open = tx;
        if (open == null) {
            open = connector.connect();
            tx = open;
        }
        return open;
    }

    private void abandon(Throwable cause) {
        Tx open = tx;
        if (open == null) {
            return;
        }
        try {
            open.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
            disconnect();
            return;
        }
        if (cause instanceof SQLException e && dialect.broken(e)) {
            disconnect();
        }
    }

    private void disconnect() {
        Tx open = tx;
        tx = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.debug("ledger.close error={}", e.toString());
            }
        }
    }

    private static final class Pending<T> {
        private final Work<T> work;
        private final CompletableFuture<T> future = new CompletableFuture<>();
        private @Nullable T result;

        Pending(Work<T> work) {
            this.work = work;
        }

        void run(Tx tx) throws SQLException {
            result = work.run(tx);
        }

        void succeed() {
            future.complete(result);
        }

        void fail(RuntimeException failure) {
            future.completeExceptionally(failure);
        }
    }
}
