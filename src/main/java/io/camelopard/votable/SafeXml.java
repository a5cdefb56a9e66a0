package io.camelopard.votable;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UnsupportedEncodingException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.ext.EntityResolver2;

/**
 * The JDK's SAX parser, closed: no DTD is loaded, no external entity is read, internal entities are bounded. Names are
 * not checked against namespaces, since documents are found with undeclared prefixes and with none.
 */
final class SafeXml {
    private static final String JDK = "http://www.oracle.com/xml/jaxp/properties/";
    private static final String CDATA_CHUNK = "65536";
    private static final Pattern ENCODING =
            Pattern.compile("^\\s*<\\?xml[^>]*?\\sencoding\\s*=\\s*[\"']([A-Za-z0-9._-]+)[\"']");

    private SafeXml() {}

    /**
     * Reads a document to its end, and fails if that is not where the bytes end.
     *
     * @param rows where the rows go; null if only what stands outside them is wanted
     */
    static Trailer read(InputStream in, Limits limits, @Nullable RowSink rows) {
        try {
            Intake intake = Intake.open(in, limits);
            Document document = new Document(intake, limits, rows);
            try {
                boolean skippable = rows == null && !intake.utf16();
                parse(intake, skippable ? new Skeleton(intake) : intake, document);
                return document.trailer();
            } finally {
                document.discard();
            }
        } catch (ZipException | CharConversionException | UnsupportedEncodingException e) {
            throw new FinalException("the document cannot be decoded: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new TransientException("the document breaks off: " + e.getMessage(), e);
        } catch (FinalException | TransientException | RowHandover.Closed e) {
            throw e;
        } catch (RuntimeException e) {
            throw new FinalException("the VOTable cannot be read: " + e, e);
        }
    }

    private static void parse(Intake intake, InputStream bytes, Document document) throws IOException {
        try {
            intake.requireMarkup();
            XMLReader reader = reader();
            reader.setContentHandler(document);
            reader.setProperty("http://xml.org/sax/properties/lexical-handler", document);
            reader.setProperty("http://xml.org/sax/properties/declaration-handler", document);
            reader.parse(source(intake, bytes));
        } catch (SAXException e) {
            throw failure(intake, document, e);
        }
    }

    private static RuntimeException failure(Intake intake, Document document, SAXException e) {
        int line = e instanceof SAXParseException at ? at.getLineNumber() : document.line();
        if (!document.isVotable() && !intake.ended()) {
            return intake.notVotable();
        }
        if (intake.ended()) {
            return new TransientException(
                    "the document ends at byte " + intake.bytes() + " (line " + line
                            + ") before its last element is closed; it is cut off and not used",
                    e);
        }
        return new FinalException(
                document.place(line) + ": not well-formed XML: " + Excerpt.of(String.valueOf(e.getMessage()), 200), e);
    }

    private static InputSource source(Intake intake, InputStream bytes) {
        Matcher declared = ENCODING.matcher(intake.text());
        String encoding = declared.find() ? declared.group(1).toUpperCase(Locale.ROOT) : "UTF-8";
        boolean utf8 =
                !intake.utf16() && (encoding.equals("UTF-8") || encoding.equals("UTF8") || encoding.endsWith("ASCII"));
        InputSource source = new InputSource(utf8 ? new Utf8Repair(bytes) : bytes);
        if (utf8) {
            source.setEncoding("UTF-8");
        }
        return source;
    }

    private static XMLReader reader() throws SAXException {
        try {
            SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
            factory.setNamespaceAware(false);
            factory.setValidating(false);
            factory.setXIncludeAware(false);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            SAXParser parser = factory.newSAXParser();
            parser.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            parser.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            parser.setProperty(JDK + "entityExpansionLimit", "1000");
            // The JDK counts every &amp; of a document here; Document bounds the entities that a document declares.
            parser.setProperty(JDK + "totalEntitySizeLimit", "0");
            parser.setProperty(JDK + "elementAttributeLimit", "1000");
            parser.setProperty("jdk.xml.cdataChunkSize", CDATA_CHUNK);
            XMLReader reader = parser.getXMLReader();
            reader.setEntityResolver(new Nothing());
            reader.setErrorHandler(new Strict());
            return reader;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the XML parser of this JDK cannot be closed to outside entities", e);
        }
    }

    private static final class Nothing implements EntityResolver2 {
        @Override
        public @Nullable InputSource getExternalSubset(String name, @Nullable String baseUri) {
            return null;
        }

        @Override
        public InputSource resolveEntity(
                @Nullable String name, @Nullable String publicId, @Nullable String baseUri, @Nullable String systemId) {
            return new InputSource(new StringReader(""));
        }

        @Override
        public InputSource resolveEntity(@Nullable String publicId, @Nullable String systemId) {
            return new InputSource(new StringReader(""));
        }
    }

    private static final class Strict implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {
            // nothing is lost by what the parser only warns of, and services cannot be told
        }

        @Override
        public void error(SAXParseException e) {
            // validity, which is not asked for
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXParseException {
            throw e;
        }
    }
}
