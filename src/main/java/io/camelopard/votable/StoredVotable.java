package io.camelopard.votable;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The table of a VOTable file. */
record StoredVotable(Path file, Limits limits, Columns columns) implements StoredTable {

    /** Waits until the document has told its columns. */
    static StoredVotable open(Path file, Limits limits) {
        try (VotableReader reader = VotableReader.open(file, limits)) {
            return new StoredVotable(file, limits, reader.columns());
        }
    }

    /** Whether it is whole, and what it says outside its rows. What is missing in a file will not come later. */
    static Trailer scan(Path file, Limits limits) {
        try {
            return VotableScan.scan(file, limits);
        } catch (TransientException e) {
            if (e.getCause() instanceof IOException) {
                throw e;
            }
            throw new FinalException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public RowCursor open() {
        VotableReader reader = VotableReader.open(file, limits);
        return new RowCursor() {
            @Override
            public @Nullable Row next() {
                return reader.hasNext() ? reader.next() : null;
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    @Override
    public void close() {
        // each cursor has a stream of its own
    }
}
