package io.camelopard.ledger;

/** What started a run. */
public enum Trigger {
    COMMAND,
    SCHEDULE,
    INBOX,
    JMX
}
