package io.camelopard.votable;

import java.io.IOException;

/** Writes the content of a DATA element, row by row. */
interface RowWriter {
    /** A value that its column cannot hold is an IllegalArgumentException or a ClassCastException. */
    void write(Row row) throws IOException;

    /** The index of the column that was last written, for a message. */
    int column();

    void finish() throws IOException;

    /** Lets go of what it holds, in whatever state it is. */
    default void discard() {}
}
