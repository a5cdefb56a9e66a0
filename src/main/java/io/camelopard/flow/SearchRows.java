package io.camelopard.flow;

import io.camelopard.votable.Row;
import io.camelopard.votable.VotableReader;
import java.io.Closeable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The rows of all answers to one search, each row once; the next answer is asked for when one is at its end. For one thread. */
final class SearchRows implements Iterator<Row>, Closeable {
    private final OneSearch search;
    private final Discovering run;
    private final BooleanSupplier unwanted;
    private VotableReader reader;
    private @Nullable Row next;
    private boolean enough;

    /**
     * @param first the rows of the present answer
     * @param unwanted whether nobody wants more rows
     */
    SearchRows(VotableReader first, OneSearch search, Discovering run, BooleanSupplier unwanted) {
        this.reader = first;
        this.search = search;
        this.run = run;
        this.unwanted = unwanted;
        bind();
    }

    /** No further answer is needed; the present one is still read to its end, so that a fault in it is seen. */
    void enough() {
        enough = true;
    }

    @Override
    public boolean hasNext() {
        while (next == null && (reader.hasNext() || another())) {
            if (reader.hasNext()) {
                Row row = reader.next();
                if (search.answers().keeps(row)) {
                    run.row();
                    next = row;
                }
            }
        }
        return next != null;
    }

    @Override
    public Row next() {
        Row row = hasNext() ? next : null;
        if (row == null) {
            throw new NoSuchElementException();
        }
        next = null;
        return row;
    }

    private boolean another() {
        if (enough || unwanted.getAsBoolean()) {
            return false;
        }
        enough = true; // also where this fails: Camel asks for more rows even then
        if (!search.answers().next()) {
            return false;
        }
        enough = false;
        reader.close();
        reader = search.answers().open();
        bind();
        return true;
    }

    /** "Nothing found" may be said without any table. */
    private void bind() {
        if (!reader.columns().isEmpty()) {
            run.harvest().bind(reader.columns());
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
