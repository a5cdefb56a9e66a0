package io.camelopard.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as the ledger knows it.
 *
 * @param owner the instance that books, discovers or feeds it; null when that instance is dead
 * @param rows as the services sent them
 * @param selected those of them that were kept
 * @param open products booked that have not ended yet
 */
public record Run(
        String id,
        String harvest,
        Trigger trigger,
        String request,
        String yaml,
        RunState state,
        @Nullable String owner,
        Instant booked,
        @Nullable Instant started,
        @Nullable Instant ended,
        long rows,
        long selected,
        long targets,
        long targetsFailed,
        long open,
        long stored,
        long skipped,
        long failed,
        long degraded,
        long bytes,
        boolean overflow,
        @Nullable String error) {

    /** The products that have ended: {@code stored + skipped + failed}, always. */
    public long products() {
        return stored + skipped + failed;
    }
}
