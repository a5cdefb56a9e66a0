package io.camelopard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class SqliteLedgerTest extends LedgerContract {
    @Override
    String url() {
        return "jdbc:sqlite:" + home.resolve("ledger.db");
    }

    @Test
    void isReadableByItsOwnerOnly() throws Exception {
        for (String name : new String[] {"ledger.db", "ledger.db-wal"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }
}
