package io.camelopard.ledger;

class PostgresLedgerTest extends LedgerContract {
    private String url;

    @Override
    String url() throws Exception {
        if (url == null) {
            url = Databases.postgres();
        }
        return url;
    }
}
