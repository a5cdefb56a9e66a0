package io.camelopard.ledger;

/** Where a product is. A directory that has been listed is {@code SKIPPED}: a later run lists it again. */
public enum State {
    OWED,
    OFFERED,
    FETCHING,
    STORED,
    SKIPPED,
    FAILED
}
