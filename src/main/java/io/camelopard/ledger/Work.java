package io.camelopard.ledger;

import java.sql.SQLException;

/** Statements that belong together. May be run again after a rollback, so it changes nothing but the database. */
@FunctionalInterface
interface Work<T> {
    T run(Tx tx) throws SQLException;
}
