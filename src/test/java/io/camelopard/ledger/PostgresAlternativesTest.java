package io.camelopard.ledger;

class PostgresAlternativesTest extends AlternativesContract {
    private String url;

    @Override
    String url() throws Exception {
        if (url == null) {
            url = Databases.postgres();
        }
        return url;
    }
}
