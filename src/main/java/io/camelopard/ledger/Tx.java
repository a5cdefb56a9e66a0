package io.camelopard.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection with its prepared statements, and the time of the current transaction. Not thread-safe. */
final class Tx implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tx.class);

    private final Connection connection;
    private final Dialect dialect;
    private final @Nullable Clock clock;
    private final Consumer<String> preparing;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private long now = -1;
    private @Nullable Long transaction;

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

    /** Since when the database has been there for everybody; before, nobody could say that he lives. */
    long upSince() throws SQLException {
        String started = dialect.started();
        return clock != null || started.isEmpty() ? 0 : one(started, r -> r.getLong(1));
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
        try (Statement statement = connection.createStatement()) {
            statement.execute(dialect.begin());
            transaction = dialect.numbersTransactions() ? second(statement) : null;
        }
    }

    private static Long second(Statement statement) throws SQLException {
        statement.getMoreResults();
        try (ResultSet rows = statement.getResultSet()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** The number of the transaction that has begun, where the database tells it. */
    @Nullable Long transaction() {
        return transaction;
    }

    /** Whether a transaction whose connection broke was committed; fails while that is still open. */
    boolean hasCommitted(long number) throws SQLException {
        String status = one("select coalesce(txid_status(?), 'unknown')", r -> r.getString(1), number);
        if (status.equals("in progress")) {
            throw new SQLTransientConnectionException("transaction " + number + " is still in progress");
        }
        return status.equals("committed");
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

    /** Cuts the connection, also while a statement waits for its answer. */
    void abort() {
        try {
            if (dialect == Dialect.POSTGRES) { // a file answers always
                connection.abort(Runnable::run);
            }
        } catch (SQLException e) {
            LOG.debug("ledger.abort error={}", e.toString());
        }
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
