package io.camelopard.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** The connections: one that writes, a few that read. Thread-safe. */
final class Database implements AutoCloseable {
    private static final int READERS = 4;
    private static final int BUSY_MILLIS = 30_000;
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofSeconds(10);
    /** Nothing of what is asked takes so long, unless the database does not answer any more. */
    private static final int SILENCE_SECONDS = 60;

    private static final int CONNECT_SECONDS = 5;

    private final String url;
    private final @Nullable String username;
    private final @Nullable String password;
    private final Dialect dialect;
    private final @Nullable Clock clock;
    private final Set<String> statements = ConcurrentHashMap.newKeySet();
    private final Patience away = new Patience(SHORT, LONG);
    private final Writer writer;
    private @Nullable HikariDataSource readers;

    Database(String url, @Nullable String username, @Nullable String password, @Nullable Clock clock) {
        this.url = url;
        this.username = username;
        this.password = password;
        this.dialect = Dialect.of(url);
        this.clock = clock;
        this.writer = new Writer(dialect, this::writing, away);
    }

    /** Runs the work in a transaction, which it may share with others, and answers after the commit. */
    <T> T write(Work<T> work) {
        return writer.write(work);
    }

    /** Runs the work on a connection that only reads; more than once, where the database is away meanwhile. */
    <T> T read(Work<T> work) {
        for (int tries = 1; ; tries++) {
            long began = System.nanoTime();
            try {
                away.check();
                T answer = readNow(work);
                away.rewarded(began);
                return answer;
            } catch (SQLException e) {
                if (!dialect.away(e) || !away.await(e, tries)) {
                    throw dialect.failure(e);
                }
            }
        }
    }

    private <T> T readNow(Work<T> work) throws SQLException {
        try (Tx tx = new Tx(readers().getConnection(), dialect, clock, statements::add)) {
            return work.run(tx);
        }
    }

    /** From now on nothing waits for room, or for the database to come back. */
    void hurry() {
        writer.hurry();
    }

    /** The texts of the statements prepared so far, so that a test can look at how they are run. */
    Set<String> statements() {
        return Set.copyOf(statements);
    }

    @Override
    public void close() {
        writer.close();
        synchronized (this) {
            if (readers != null) {
                readers.close();
            }
        }
    }

    private Tx writing() throws SQLException {
        return new Tx(connect(), dialect, clock, statements::add);
    }

    /** It could be connected to before, so whatever the reason is, it may pass. */
    private Connection connect() throws SQLException {
        try {
            return DriverManager.getConnection(url, properties(dialect, username, password));
        } catch (SQLException e) {
            if (dialect == Dialect.SQLITE) {
                throw e;
            }
            throw new SQLTransientConnectionException(e.getMessage(), e.getSQLState(), e);
        }
    }

    // Opened when first asked: a short command reads nothing.
    private synchronized HikariDataSource readers() {
        HikariDataSource open = readers;
        if (open == null) {
            HikariConfig config = new HikariConfig();
            config.setPoolName("ledger-readers");
            config.setJdbcUrl(url);
            config.setDataSourceProperties(properties(dialect, username, password));
            config.setMaximumPoolSize(READERS);
            config.setMinimumIdle(1);
            config.setInitializationFailTimeout(-1); // an exception of its own, and not waited for
            config.setConnectionTimeout(Duration.ofSeconds(CONNECT_SECONDS).toMillis());
            open = new HikariDataSource(config);
            readers = open;
        }
        return open;
    }

    static Properties properties(Dialect dialect, @Nullable String username, @Nullable String password) {
        if (dialect == Dialect.SQLITE) {
            SQLiteConfig config = new SQLiteConfig();
            config.setJournalMode(JournalMode.WAL);
            config.setSynchronous(SynchronousMode.FULL);
            config.setBusyTimeout(BUSY_MILLIS);
            config.enforceForeignKeys(true);
            return config.toProperties();
        }
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_SECONDS));
        properties.setProperty("socketTimeout", String.valueOf(SILENCE_SECONDS));
        properties.setProperty("tcpKeepAlive", "true");
        if (username != null) {
            properties.setProperty("user", username);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        return properties;
    }
}
