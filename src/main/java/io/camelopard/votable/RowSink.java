package io.camelopard.votable;

import org.jspecify.annotations.Nullable;

/** Where decoded rows go; a call may wait, and throws when nobody wants them any more. */
interface RowSink {
    /** Called once, before the first row. */
    void columns(Columns columns);

    /** @param size how many characters or bytes the row had in the document */
    void row(@Nullable Object[] cells, int size);
}
