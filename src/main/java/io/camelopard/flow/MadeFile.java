package io.camelopard.flow;

import io.camelopard.transfer.Content;
import io.camelopard.transfer.Digests;
import io.camelopard.transfer.DiskException;
import io.camelopard.transfer.Limits;
import io.camelopard.transfer.Received;
import io.camelopard.transfer.Staged;
import io.camelopard.transfer.Staging;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.Exchange;

/** A file that was made here and is to be stored: synced, with its digest, and looked at. */
record MadeFile(Staged staged, Received content, Content.Checked checked) {

    /** Takes a file into staging, where it is until the exchange is done. */
    static MadeFile adopt(Exchange exchange, Staging staging, String key, Path file, Limits limits) {
        Staged staged = staging.adopt(key, file);
        Fetching.closeWhenDone(exchange, staged);
        return of(staged, limits);
    }

    static MadeFile of(Staged staged, Limits limits) {
        staged.sync();
        return new MadeFile(staged, digest(staged.path()), Content.check(staged.path(), null, "", true, limits));
    }

    static Received digest(Path file) {
        try {
            return Digests.of(file);
        } catch (IOException e) {
            throw DiskException.of(file, e);
        }
    }
}
