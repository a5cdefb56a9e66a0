package io.camelopard.ledger;

/** The products of a run or of a harvest, by state. */
public record Counts(
        long owed, long offered, long fetching, long stored, long skipped, long failed, long degraded, long bytes) {
    public long open() {
        return owed + offered + fetching;
    }

    public long ended() {
        return stored + skipped + failed;
    }
}
