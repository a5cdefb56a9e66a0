package io.camelopard.votable;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Rows one after the other, read once. For one thread. */
public interface RowCursor extends Closeable {
    /** The next row; null after the last, however often it is asked for. */
    @Nullable Row next() throws IOException;
}
