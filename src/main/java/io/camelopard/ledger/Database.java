package io.camelopard.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
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

    private final String url;
    private final @Nullable String username;
    private final @Nullable String password;
    private final Dialect dialect;
    private final @Nullable Clock clock;
    private final Set<String> statements = ConcurrentHashMap.newKeySet();
    private final Writer writer;
    private @Nullable HikariDataSource readers;

    Database(String url, @Nullable String username, @Nullable String password, @Nullable Clock clock) {
        this.url = url;
        this.username = username;
        this.password = password;
        this.dialect = Dialect.of(url);
        this.clock = clock;
        this.writer = new Writer(dialect, this::writing);
    }

    /** Runs the work in a transaction, which it may share with others, and answers after the commit. */
    <T> T write(Work<T> work) {
        return writer.write(work);
    }

    /** Runs the work on a connection that only reads. */
    <T> T read(Work<T> work) {
        try (Tx tx = new Tx(readers().getConnection(), dialect, clock, statements::add)) {
            return work.run(tx);
        } catch (SQLException e) {
            throw dialect.failure(e);
        }
    }

    /** From now on nothing waits for room. */
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
        return new Tx(
                DriverManager.getConnection(url, properties(dialect, username, password)),
                dialect,
                clock,
                statements::add);
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
        if (username != null) {
            properties.setProperty("user", username);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        return properties;
    }
}
