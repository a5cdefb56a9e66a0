package io.camelopard.ledger;

/** What kind of failure ended a product; one for each failure type of {@code io.camelopard}. */
public enum FailureClass {
    TRANSIENT,
    FINAL,
    MISUSE
}
