package io.camelopard.ledger;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;

/** The little in which the two databases differ. */
enum Dialect {
    SQLITE("select cast(unixepoch('subsec') * 1000 as integer)", "integer primary key", "collate binary"),
    POSTGRES(
            "select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)",
            "bigint generated always as identity primary key",
            "collate \"C\"");

    private final String now;
    private final String serial;
    private final String binary;

    Dialect(String now, String serial, String binary) {
        this.now = now;
        this.serial = serial;
        this.binary = binary;
    }

    static Dialect of(String url) {
        if (url.startsWith("jdbc:sqlite:")) {
            return SQLITE;
        } else if (url.matches("jdbc:postgresql://[^/?]*@.*")) {
            throw new MisuseException("camelopard.ledger.url: a user name and a password have keys of their own;"
                    + " expected jdbc:postgresql://host/database");
        } else if (url.startsWith("jdbc:postgresql:")) {
            return POSTGRES;
        }
        String scheme = url.replaceFirst("^((?:jdbc:)?[a-z0-9]*).*", "$1");
        throw new MisuseException("camelopard.ledger.url: '" + scheme
                + ":…' is no database that the ledger knows; expected jdbc:postgresql://… or jdbc:sqlite:PATH");
    }

    /** The database's own clock, in milliseconds: the clocks of several workers differ. */
    String now() {
        return now;
    }

    /** Takes the write lock at once: a reader that wants to write later fails where another has written meanwhile. */
    String begin() {
        return this == SQLITE ? "begin immediate" : "begin; select txid_current()";
    }

    /** When the database was started, in milliseconds by its own clock; empty where it has no such moment. */
    String started() {
        return this == SQLITE ? "" : "select cast(extract(epoch from pg_postmaster_start_time()) * 1000 as bigint)";
    }

    Map<String, String> placeholders() {
        return Map.of("serial", serial, "binary", binary);
    }

    /** What leaves the package. */
    RuntimeException failure(SQLException e) {
        String message = "ledger: " + e.getMessage();
        return passing(e) ? new TransientException(message, e) : new FinalException(message, e);
    }

    /** Whether it may be better another time. */
    boolean passing(SQLException e) {
        if (this == SQLITE) {
            int code = e.getErrorCode() & 0xff;
            return away(e) || full(e) || code == 5 || code == 6; // busy, locked
        }
        return away(e) || full(e) || repeatable(e) || state(e).startsWith("57");
    }

    /** Whether the database's disk is full, fails or is read-only: it may take long until that is better. */
    boolean full(SQLException e) {
        if (this == SQLITE) {
            int code = e.getErrorCode() & 0xff;
            return code == 8 || code == 10 || code == 13 || code == 14; // read-only, I/O error, disk full, cannot open
        }
        return state(e).startsWith("53") || state(e).startsWith("58") || state(e).equals("25006");
    }

    /** Whether the same statements may succeed at once: a deadlock, two that insert the same key. */
    boolean repeatable(SQLException e) {
        return this == POSTGRES && (state(e).startsWith("40") || state(e).equals("23505"));
    }

    /** Whether the connection broke or could not be made. */
    boolean away(SQLException e) {
        return broken(e) || e instanceof SQLTransientConnectionException;
    }

    /** Whether the connection is of no more use. */
    boolean broken(SQLException e) {
        return this == POSTGRES && (state(e).startsWith("08") || state(e).startsWith("57P"));
    }

    /** Whether a transaction has a number by which one can ask later what became of it. */
    boolean numbersTransactions() {
        return this == POSTGRES;
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }
}
