package io.camelopard.vo;

import io.camelopard.votable.Limits;
import io.camelopard.votable.Row;
import io.camelopard.votable.Trailer;
import io.camelopard.votable.VotableReader;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Spooled VOTables that are read to their end, where their errors may stand. */
final class Documents {
    private Documents() {}

    /** Hands out the rows, then says how it ended; an error of the service is thrown, an overflow is the caller's. */
    static Trailer read(Path body, String url, Limits limits, Protocol protocol, Consumer<Row> rows) {
        try (VotableReader reader = VotableReader.open(body, limits)) {
            reader.forEachRemaining(rows);
            Trailer trailer = reader.trailer();
            Faults.check(trailer, protocol, url);
            return trailer;
        }
    }
}
