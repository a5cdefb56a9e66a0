package io.camelopard.vo;

import io.camelopard.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * How large an uploaded table may be (TAPRegExt 1.0, section 2.5). Of several limits, one a mode, the smallest is taken,
 * and of a default and a hard limit the hard one.
 */
public record UploadLimit(OptionalLong rows, OptionalLong bytes) {
    static final long MAX_DOCUMENT = 64L << 20;

    /** Of a document of VOSI capabilities; empty where no limit stands in it, or it is no such document. */
    static Optional<UploadLimit> read(Path capabilities) {
        try (InputStream in = Files.newInputStream(capabilities)) {
            Reader reader = new Reader(Xml.lax().createXMLStreamReader(in));
            reader.read();
            return reader.rows == Long.MAX_VALUE && reader.bytes == Long.MAX_VALUE
                    ? Optional.empty()
                    : Optional.of(new UploadLimit(known(reader.rows), known(reader.bytes)));
        } catch (XMLStreamException e) {
            throw new TransientException("the capabilities cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new TransientException("the capabilities cannot be read: " + e.getMessage(), e);
        }
    }

    private static OptionalLong known(long limit) {
        return limit == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(limit);
    }

    private static final class Reader {
        private final XMLStreamReader xml;
        private long rows = Long.MAX_VALUE;
        private long bytes = Long.MAX_VALUE;

        Reader(XMLStreamReader xml) {
            this.xml = xml;
        }

        void read() throws XMLStreamException {
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT
                        && Xml.local(xml.getLocalName()).equals("uploadLimit")) {
                    limit();
                }
            }
        }

        private void limit() throws XMLStreamException {
            long value = Long.MAX_VALUE;
            String unit = "";
            while (xml.hasNext() && !ends(xml.next())) {
                String name = xml.isStartElement() ? Xml.local(xml.getLocalName()) : "";
                boolean hard = name.equals("hard");
                if (hard || (name.equals("default") && value == Long.MAX_VALUE)) {
                    unit = unit();
                    value = Values.whole(xml.getElementText()).orElse(Long.MAX_VALUE);
                }
            }
            if (unit.startsWith("byte")) {
                bytes = Math.min(bytes, value);
            } else {
                rows = Math.min(rows, value);
            }
        }

        private boolean ends(int event) {
            return event == XMLStreamConstants.END_ELEMENT
                    && Xml.local(xml.getLocalName()).equals("uploadLimit");
        }

        private String unit() {
            String unit = xml.getAttributeValue(null, "unit");
            return unit == null ? "" : unit.strip().toLowerCase(Locale.ROOT);
        }
    }
}
