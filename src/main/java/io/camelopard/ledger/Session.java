package io.camelopard.ledger;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that writes: opened when it is needed, and again when it broke. One thread uses it; {@link #cut} is for
 * others.
 */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Dialect dialect;
    private final Connector connector;
    private volatile @Nullable Tx tx;
    private @Nullable Long unanswered;

    /** Opens a connection. */
    @FunctionalInterface
    interface Connector {
        Tx connect() throws SQLException;
    }

    /** What is done in a transaction. */
    @FunctionalInterface
    interface Steps {
        void run(Tx tx) throws SQLException;
    }

    Session(Dialect dialect, Connector connector) {
        this.dialect = dialect;
        this.connector = connector;
    }

    /**
     * Runs the steps in one transaction. After a failure nothing has happened, or the same steps are to be given again: where
     * the connection broke before the commit was answered, they are not run twice.
     */
    void transact(Steps steps) throws SQLException {
        Tx open = connected();
        try {
            if (!hasCommitted(open)) {
                open.begin();
                steps.run(open);
                commit(open);
            }
        } catch (SQLException | RuntimeException | Error e) {
            abandon(open, e);
            throw e;
        }
    }

    /** The steps that failed last are not given again. */
    void forget() {
        unanswered = null;
    }

    /** Ends the connection under whoever waits for its answer. */
    void cut() {
        Tx open = tx;
        if (open != null) {
            open.abort();
        }
    }

    void disconnect() {
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

    private Tx connected() throws SQLException {
        Tx open = tx;
        if (open == null) {
            open = connector.connect();
            tx = open;
        }
        return open;
    }

    private boolean hasCommitted(Tx open) throws SQLException {
        Long transaction = unanswered;
        boolean committed = transaction != null && open.hasCommitted(transaction);
        unanswered = null;
        return committed;
    }

    private void commit(Tx open) throws SQLException {
        Long transaction = open.transaction();
        try {
            open.commit();
        } catch (SQLException e) {
            unanswered = dialect.broken(e) ? transaction : null;
            throw e;
        }
    }

    private void abandon(Tx open, Throwable cause) {
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
}
