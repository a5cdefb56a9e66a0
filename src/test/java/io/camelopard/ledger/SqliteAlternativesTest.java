package io.camelopard.ledger;

class SqliteAlternativesTest extends AlternativesContract {
    @Override
    String url() {
        return "jdbc:sqlite:" + home.resolve("ledger.db");
    }
}
