package io.camelopard.flow;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** What a test changes in a ledger behind its back: the past that it cannot wait for. */
final class Sql {
    private Sql() {}

    static void run(Path home, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("ledger.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout = 10000");
            statement.execute(sql);
        }
    }
}
