package io.camelopard.ledger;

/** Where a run is; {@code DONE} and {@code FAILED} are its ends. */
public enum RunState {
    BOOKED,
    DISCOVERING,
    FETCHING,
    DONE,
    FAILED;

    public boolean ended() {
        return this == DONE || this == FAILED;
    }
}
