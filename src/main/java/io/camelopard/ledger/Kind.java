package io.camelopard.ledger;

/** A file to store, or a directory to list, whose files become products of their own. */
public enum Kind {
    FILE,
    DIRECTORY
}
