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

/**
 * The one connection that writes, and its thread. What waits is taken into one transaction, so that the callers share the
 * synced write that each of them would need (group commit); nobody is answered before the commit. Where there is no room to
 * write, or the database is away, it waits, and all callers with it. Thread-safe.
 */
final class Writer implements AutoCloseable {
    private static final int BATCH = 256;
    private static final int TRIES = 5;
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final long LAST_WRITES_MS = 3_000;

    private final Dialect dialect;
    private final Session session;
    private final Patience room;
    private final Patience away;
    private final BlockingQueue<Pending<?>> queue = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::serve, "ledger-writer");
    private volatile boolean closed;

    /** @param away for the times when the database is */
    Writer(Dialect dialect, Session.Connector connector, Patience away) {
        this.room = new Patience(PAUSE);
        this.away = away;
        this.dialect = dialect;
        this.session = new Session(dialect, connector);
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

    /** What cannot be written now fails from now on, instead of waiting. */
    void hurry() {
        room.end();
        away.end();
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
                thread.join(LAST_WRITES_MS);
                session.cut(); // else it might wait for an answer for long
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
            serve(batch);
            batch.clear();
        }
        session.disconnect();
    }

    /** When one of several failed nothing has happened, and each is tried by itself. */
    private void serve(List<Pending<?>> batch) {
        try {
            write(batch);
            batch.forEach(Pending::succeed);
        } catch (SQLException e) {
            boolean common = dialect.passing(e) && !dialect.repeatable(e);
            failed(batch, common, dialect.failure(e));
        } catch (RuntimeException e) {
            failed(batch, false, e);
        } catch (Error e) { // the thread must outlive it: everybody waits for it
            failed(batch, false, new FinalException("ledger: " + e, e));
        }
    }

    /** @param common whether it is the same for each of them */
    private void failed(List<Pending<?>> batch, boolean common, RuntimeException failure) {
        if (common || batch.size() == 1) {
            batch.forEach(pending -> pending.fail(failure));
        } else {
            batch.forEach(pending -> serve(List.of(pending)));
        }
    }

    private void write(List<Pending<?>> batch) throws SQLException {
        session.forget();
        for (int tries = 1; ; tries++) {
            long began = System.nanoTime();
            try {
                away.check();
                session.transact(tx -> run(batch, tx));
                room.rewarded(began);
                away.rewarded(began);
                return;
            } catch (SQLException e) {
                if (!goesOn(e, tries)) {
                    throw e;
                }
            }
        }
    }

    private static void run(List<Pending<?>> batch, Tx tx) throws SQLException {
        for (Pending<?> pending : batch) {
            pending.run(tx);
        }
    }

    private boolean goesOn(SQLException e, int tries) {
        if (dialect.away(e)) {
            return away.await(e, tries);
        }
        return dialect.full(e) ? room.await(e, tries) : dialect.repeatable(e) && tries < TRIES;
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
