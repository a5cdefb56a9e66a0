package io.camelopard.votable;

/** Reads the content of a TABLEDATA or STREAM element from the events inside it, and gives its rows to a sink. */
interface RowReader {
    void start(String name);

    void characters(char[] from, int start, int length);

    void end(String name);

    /** The element is closed. */
    void finish();

    /** Lets go of what it holds, in whatever state it is. */
    default void discard() {}
}
