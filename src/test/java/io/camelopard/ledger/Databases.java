package io.camelopard.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL, one for all tests of the JVM, with a database for whoever asks. */
final class Databases {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static EmbeddedPostgres server;

    private Databases() {}

    static synchronized String postgres() throws IOException, SQLException {
        if (server == null) {
            server = EmbeddedPostgres.builder().start();
            EmbeddedPostgres started = server;
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started)));
            new Migration(create("migrated", "template1"), Dialect.POSTGRES, new Properties()).run();
        }
        return create("ledger" + COUNT.incrementAndGet(), "migrated");
    }

    /** Not migrated yet. */
    static synchronized String emptyPostgres() throws IOException, SQLException {
        postgres();
        return create("empty" + COUNT.incrementAndGet(), "template1");
    }

    private static String create(String name, String template) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name + " template " + template);
        }
        return server.getJdbcUrl("postgres", name);
    }

    private static void stop(EmbeddedPostgres started) {
        try {
            started.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
