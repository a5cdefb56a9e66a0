package io.camelopard.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection with its prepared statements, and the time of the current transaction. Not thread-safe. */
final class Tx implements AutoCloseable {
    private final Connection connection;
    private final Dialect dialect;
    private final @Nullable Clock clock;
    private final Consumer<String> preparing;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private long now = -1;

    /**
     * @param clock instead of the database's own, for tests
     * @param preparing is told each statement
     */
    Tx(Connection connection, Dialect dialect, @Nullable Clock clock, Consumer<String> preparing) {
        this.connection = connection;
        this.dialect = dialect;
        this.clock = clock;
        this.preparing = preparing;
    }

    /** One row of an answer. */
    @FunctionalInterface
    interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /** Milliseconds since the epoch, the same throughout a transaction. */
    long now() throws SQLException {
        if (now < 0) {
            now = clock != null ? clock.millis() : one(dialect.now(), r -> r.getLong(1));
        }
        return now;
    }

    int update(String sql, @Nullable Object... values) throws SQLException {
        return bound(sql, values).executeUpdate();
    }

    <T> List<T> query(String sql, Mapper<T> mapper, @Nullable Object... values) throws SQLException {
        try (ResultSet rows = bound(sql, values).executeQuery()) {
            List<T> list = new ArrayList<>();
            while (rows.next()) {
                list.add(mapper.map(rows));
            }
            return list;
        }
    }

    <T> Optional<T> first(String sql, Mapper<T> mapper, @Nullable Object... values) throws SQLException {
        List<T> list = query(sql, mapper, values);
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(0));
    }

    <T> T one(String sql, Mapper<T> mapper, @Nullable Object... values) throws SQLException {
        return first(sql, mapper, values).orElseThrow(() -> new SQLException("no row for: " + sql));
    }

    /** Makes transactions that ask for the same row take turns; SQLite has one writer anyway. */
    void lock(String sql, @Nullable Object... values) throws SQLException {
        if (dialect == Dialect.POSTGRES) {
            query(sql + " for update", r -> 1, values);
        }
    }

    /** SQLite's driver would begin the next transaction right at the end of the last, and keep all others out meanwhile. */
    void begin() throws SQLException {
        now = -1;
        execute(dialect.begin());
    }

    void commit() throws SQLException {
        execute("commit");
        now = -1;
    }

    void rollback() throws SQLException {
        now = -1;
        execute("rollback");
    }

    @Override
    public void close() throws SQLException {
        connection.close(); // and its statements
    }

    static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Long millis = number(row, column);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    static <E extends Enum<E>> E constant(ResultSet row, String column, Class<E> type) throws SQLException {
        return Enum.valueOf(type, row.getString(column).toUpperCase(Locale.ROOT));
    }

    private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            preparing.accept(sql);
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, plain(values[i]));
        }
        return statement;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        } else if (value instanceof Instant instant) {
            return instant.toEpochMilli();
        } else if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        return value;
    }
}
