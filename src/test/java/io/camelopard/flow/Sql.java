package io.camelopard.flow;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a test changes in a ledger behind its back, the past that it cannot wait for, and what it reads there. */
final class Sql {
    private Sql() {}

    static void run(Path home, String sql) throws SQLException {
        try (Connection connection = open(home);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout = 10000");
            statement.execute(sql);
        }
    }

    /** The first column of all rows. */
    static List<String> texts(Path home, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = open(home);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private static Connection open(Path home) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + home.resolve("ledger.db"));
    }
}
