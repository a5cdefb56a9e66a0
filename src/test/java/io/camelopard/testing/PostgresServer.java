package io.camelopard.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real PostgreSQL of its own, which may be stopped and started again: it then has the same port and the same data. */
public final class PostgresServer implements Closeable {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Path folder;
    private EmbeddedPostgres running;
    private int port;

    private PostgresServer(Path folder) {
        this.folder = folder;
    }

    /**
     * A server with a database.
     *
     * @param folder a fresh one, for its data
     */
    public static PostgresServer start(Path folder) {
        PostgresServer server = new PostgresServer(folder);
        server.up();
        return server;
    }

    /** Starts it again. */
    public void up() {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setCleanDataDirectory(false)
                    .setPGStartupWait(LONG);
            running = (port == 0 ? builder : builder.setPort(port)).start();
            port = running.getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it at once: connections are cut, and what was not committed is gone. */
    public void down() {
        try {
            running.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts the connections of all others. */
    public void cut() {
        query("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()");
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(port);
    }

    /** The first column of the answer. */
    public List<String> query(String sql) {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        down();
    }
}
