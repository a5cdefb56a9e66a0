package io.camelopard.votable;

import java.io.Closeable;

/** A table in a file, whose rows can be read as often as wanted; closing it closes no cursor. For one thread. */
interface StoredTable extends TableFile.Rows, Closeable {
    Columns columns();
}
