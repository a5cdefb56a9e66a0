package io.camelopard.votable;

import io.camelopard.FinalException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.Locator;
import org.xml.sax.ext.DefaultHandler2;

/**
 * Sees every element of a document: gives what stands outside the rows to {@link Metadata} and the content of the chosen
 * table to a {@link RowReader}. Elements are known by their local names, whatever their prefix. MIVOT annotations and
 * the data of other tables are passed over.
 */
final class Document extends DefaultHandler2 {
    private static final int MAX_ENTITY_CHARS = 10_000;

    private final Intake intake;
    private final Limits limits;
    private final @Nullable RowSink sink;
    private final Metadata metadata;

    private @Nullable Locator locator;
    private @Nullable RowReader rows;
    private @Nullable RowPlace place;
    private int depth;
    private int rowsDepth;
    private int ignoredDepth;
    private int entityChars;
    private boolean votable;
    private boolean fits;
    private boolean binary2;

    /** @param sink where the rows go; null if they are not wanted */
    Document(Intake intake, Limits limits, @Nullable RowSink sink) {
        this.intake = intake;
        this.limits = limits;
        this.sink = sink;
        this.metadata = new Metadata(limits);
    }

    boolean isVotable() {
        return votable;
    }

    int line() {
        return locator == null ? -1 : locator.getLineNumber();
    }

    /** Where something is wrong, for a message: the row if we are in one. */
    String place(int line) {
        return rows != null && place != null ? place.text(line) : "line " + line;
    }

    Trailer trailer() {
        return metadata.trailer(sink == null ? -1 : place == null ? 0 : place.done());
    }

    /** Ends what an exception left open. */
    void discard() {
        if (rows != null) {
            rows.discard();
        }
    }

    @Override
    public void setDocumentLocator(Locator where) {
        locator = where;
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes) {
        intake.progress();
        if (!votable) {
            intake.begun();
        }
        if (++depth > limits.maxDepth()) {
            throw new FinalException(
                    "line " + line() + ": elements are nested more than " + limits.maxDepth() + " deep");
        }
        if (ignoredDepth > 0) {
            return;
        }
        String name = local(qName);
        if (rows != null) {
            rows.start(name);
        } else if (depth == 1 && !name.equals("VOTABLE")) {
            throw intake.notVotable();
        } else {
            startOutside(name, attributes);
        }
    }

    @Override
    public void characters(char[] from, int start, int length) {
        intake.progress();
        if (ignoredDepth == 0) {
            if (rows != null) {
                rows.characters(from, start, length);
            } else {
                metadata.characters(from, start, length);
            }
        }
    }

    @Override
    public void ignorableWhitespace(char[] from, int start, int length) {
        characters(from, start, length);
    }

    @Override
    public void endElement(String uri, String localName, String qName) {
        int ended = depth--;
        if (ignoredDepth > 0) {
            ignoredDepth = ignoredDepth == ended ? 0 : ignoredDepth;
        } else if (rows == null) {
            metadata.end(local(qName));
        } else if (ended == rowsDepth) {
            rows.finish();
            rows = null;
        } else {
            rows.end(local(qName));
        }
    }

    @Override
    public void internalEntityDecl(String name, String value) {
        entityChars += value.length();
        if (entityChars > MAX_ENTITY_CHARS) {
            throw new FinalException("the document declares entities of more than " + MAX_ENTITY_CHARS + " characters");
        }
    }

    @Override
    public void comment(char[] from, int start, int length) {
        intake.progress();
    }

    @Override
    public void processingInstruction(String target, String data) {
        intake.progress();
    }

    @Override
    public void endDocument() {
        TableSpec outcome = metadata.outcome();
        if (sink != null && place == null) {
            sink.columns(
                    outcome == null
                            ? Columns.of(List.of())
                            : metadata.fieldsOf(outcome).columns());
        }
    }

    private void startOutside(String name, Attributes attributes) {
        votable = true;
        switch (name) {
            case "TABLEDATA", "STREAM" -> startRows(name, attributes);
            case "VODML" -> ignoredDepth = depth;
            case "FITS" -> {
                fits = true;
                metadata.start(name, attributes);
            }
            case "BINARY", "BINARY2" -> {
                fits = false;
                binary2 = name.equals("BINARY2");
                metadata.start(name, attributes);
            }
            default -> metadata.start(name, attributes);
        }
    }

    private void startRows(String name, Attributes attributes) {
        TableSpec table = metadata.table();
        if (sink == null || table == null || !metadata.inChosenTable() || place != null) {
            ignoredDepth = depth;
            return;
        }
        refuseHref(attributes.getValue("href"));
        place = new RowPlace(this::line);
        rowsDepth = depth;
        TableSpec fields = metadata.fieldsOf(table);
        if (name.equals("TABLEDATA")) {
            rows = new TabledataReader(fields, limits, place, sink);
        } else if (fits) {
            rows = new FitsReader(fields, limits, place, sink);
        } else {
            rows = new BinaryReader(fields, binary2, limits, place, sink);
        }
    }

    private static void refuseHref(@Nullable String href) {
        if (href != null && !href.isBlank()) {
            throw new FinalException("the rows of the TABLE are elsewhere (STREAM href " + Excerpt.ofUrl(href)
                    + "); references out of the document are not followed, so there is nothing to read");
        }
    }

    private static String local(String qName) {
        int colon = qName.indexOf(':');
        return colon < 0 ? qName : qName.substring(colon + 1);
    }
}
