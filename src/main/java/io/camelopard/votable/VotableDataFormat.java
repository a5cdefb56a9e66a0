package io.camelopard.votable;

import io.camelopard.MisuseException;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.spi.DataFormatName;
import org.apache.camel.spi.annotations.Dataformat;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * VOTable for Camel: {@code unmarshal: {custom: {ref: votable}}} makes a {@link VotableReader} of the body, to be split
 * with {@code streaming: true}; {@code marshal} makes a VOTable of a reader, of rows, or of an iterator of rows.
 *
 * <p>A body to unmarshal is a stream, a Path, a File, a file endpoint's message, bytes or a String. The reader is the
 * message body, so that Camel leaves its stream open, and is closed when the exchange is done, whatever became of it.
 * Thread-safe.
 */
@Dataformat("votable")
public final class VotableDataFormat extends ServiceSupport implements DataFormat, DataFormatName {
    private Limits limits = Limits.defaults();
    private VotableWriter.Serialization serialization = VotableWriter.Serialization.TABLEDATA;

    @Override
    public String getDataFormatName() {
        return "votable";
    }

    public Limits getLimits() {
        return limits;
    }

    public void setLimits(Limits limits) {
        this.limits = limits;
    }

    public VotableWriter.Serialization getSerialization() {
        return serialization;
    }

    public void setSerialization(VotableWriter.Serialization serialization) {
        this.serialization = serialization;
    }

    @Override
    public Object unmarshal(Exchange exchange, InputStream stream) {
        return closedWith(exchange, VotableReader.open(stream, limits));
    }

    @Override
    public Object unmarshal(Exchange exchange, Object body) throws Exception {
        if (body instanceof InputStream stream) {
            return unmarshal(exchange, stream);
        }
        if (body instanceof byte[] bytes) {
            return unmarshal(exchange, new ByteArrayInputStream(bytes));
        }
        if (body instanceof String text) {
            return unmarshal(exchange, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        }
        if (body instanceof Path path) {
            return closedWith(exchange, VotableReader.open(path, limits));
        }
        File file = exchange.getContext().getTypeConverter().tryConvertTo(File.class, exchange, body);
        if (file != null) {
            return closedWith(exchange, VotableReader.open(file.toPath(), limits));
        }
        InputStream stream =
                exchange.getContext().getTypeConverter().mandatoryConvertTo(InputStream.class, exchange, body);
        return unmarshal(exchange, stream);
    }

    private static VotableReader closedWith(Exchange exchange, VotableReader reader) {
        // After a split that stopped early, Camel 4.18.0 asks for all the rows that are left
        // (MulticastProcessor.doDone).
        reader.endWhen(() -> exchange.getException() != null);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                reader.close();
            }
        });
        return reader;
    }

    @Override
    public void marshal(Exchange exchange, Object graph, OutputStream stream) throws IOException {
        Iterator<?> rows = iterator(graph);
        Columns columns = graph instanceof VotableReader reader ? reader.columns() : null;
        VotableWriter writer = columns == null ? null : open(stream, columns);
        try {
            while (rows.hasNext()) {
                Row row = row(rows.next());
                writer = writer == null ? open(stream, row.columns()) : writer;
                writer.write(row);
            }
            writer = writer == null ? open(stream, Columns.of(List.of())) : writer;
            writer.close();
        } catch (IOException | RuntimeException e) {
            abandon(writer);
            throw e;
        }
    }

    private VotableWriter open(OutputStream stream, Columns columns) throws IOException {
        return VotableWriter.open(stream, serialization, columns, List.of());
    }

    private static void abandon(@Nullable VotableWriter writer) {
        if (writer != null) {
            writer.abandon();
        }
    }

    private static Iterator<?> iterator(Object graph) {
        if (graph instanceof Row row) {
            return List.of(row).iterator();
        }
        if (graph instanceof Iterator<?> rows) {
            return rows;
        }
        if (graph instanceof Iterable<?> rows) {
            return rows.iterator();
        }
        throw new MisuseException("cannot write " + graph.getClass().getName() + " as VOTable, expected rows");
    }

    private static Row row(@Nullable Object element) {
        if (element instanceof Row row) {
            return row;
        }
        throw new MisuseException("cannot write "
                + (element == null ? "null" : element.getClass().getName()) + " as a row of a VOTable, expected "
                + Row.class.getName());
    }
}
