package io.camelopard.votable;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of a VOTable one by one, in bounded memory, in any of its serialisations, plain or gzipped (by its magic).
 *
 * <p>Read is the first TABLE that stands in a RESOURCE of type "results", which is what a RESOURCE without a type is. A
 * TABLE without data has no rows; a document without a TABLE has none either, and its {@link Trailer} says so. A document
 * that ends too early, is no VOTable or has a cell that its column cannot have ends with an exception from {@link
 * #hasNext()}, {@link #next()} or {@link #columns()}: a {@link TransientException} where bytes are missing, else a {@link
 * FinalException}, with row and line. Only when {@code hasNext()} has said no is the document known to be whole.
 *
 * <p>The document is parsed on a daemon thread of its own, which ends with the document or with {@link #close()}, also
 * when the stream blocks, if closing or interrupting releases it. To be used by one thread; {@code close()} by any.
 */
public final class VotableReader implements Iterator<Row>, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(VotableReader.class);
    private static final AtomicLong NUMBER = new AtomicLong();

    private final InputStream in;
    private final Limits limits;
    private final RowHandover rows = new RowHandover();
    private final Thread parser;
    private @Nullable Iterator<Row> group;
    private BooleanSupplier unwanted = () -> false;
    private boolean ended;

    private VotableReader(InputStream in, Limits limits) {
        this.in = in;
        this.limits = limits;
        this.parser = new Thread(this::parse, "votable-reader-" + NUMBER.incrementAndGet());
        this.parser.setDaemon(true);
    }

    /** Reads the stream, which the reader closes. */
    public static VotableReader open(InputStream in, Limits limits) {
        VotableReader reader = new VotableReader(in, limits);
        reader.parser.start();
        return reader;
    }

    /** Reads the file; a {@link MisuseException} if it cannot be opened. */
    public static VotableReader open(Path file, Limits limits) {
        try {
            return open(Files.newInputStream(file), limits);
        } catch (IOException e) {
            throw new MisuseException(file + ": cannot be opened: " + e, e);
        }
    }

    /** The columns of the table, waiting until the document has told them; none if it has no table. */
    public Columns columns() {
        return rows.columns();
    }

    /** Makes the reader end, as if there were no more rows, when nobody wants them any more. */
    void endWhen(BooleanSupplier condition) {
        unwanted = condition;
    }

    @Override
    public boolean hasNext() {
        if (!ended && unwanted.getAsBoolean()) {
            ended = true;
            close();
        }
        while (!ended && (group == null || !group.hasNext())) {
            List<Row> next = rows.take();
            ended = next == null;
            group = next == null ? null : next.iterator();
        }
        return !ended;
    }

    @Override
    public Row next() {
        if (!hasNext() || group == null) {
            throw new NoSuchElementException("no more rows");
        }
        return group.next();
    }

    /** What the document says outside its rows; known only when {@link #hasNext()} has said that there are no more. */
    public Trailer trailer() {
        Trailer trailer = ended ? rows.trailer() : null;
        if (trailer == null) {
            throw new IllegalStateException("the trailer is known only after the last row");
        }
        return trailer;
    }

    /** Ends the parser and closes the stream; rows that were not read are lost. */
    @Override
    public void close() {
        rows.close();
        parser.interrupt();
        closeStream();
    }

    private void parse() {
        try {
            Trailer trailer = SafeXml.read(in, limits, rows);
            warnOfWrongCount(trailer);
            rows.end(trailer);
        } catch (RowHandover.Closed e) {
            LOG.debug("votable.close reader={}", Thread.currentThread().getName());
        } catch (RuntimeException e) {
            rows.fail(e);
        } catch (Throwable e) {
            rows.fail(new FinalException("the VOTable cannot be read: " + e, e));
        } finally {
            closeStream();
        }
    }

    private static void warnOfWrongCount(Trailer trailer) {
        Long declared = trailer.declaredRows();
        if (declared != null && declared != trailer.rows()) {
            LOG.warn("votable.nrows declared={} read={}", declared, trailer.rows());
        }
    }

    private void closeStream() {
        try {
            in.close();
        } catch (IOException e) {
            LOG.debug("votable.close reader={} error={}", parser.getName(), e.toString());
        }
    }
}
