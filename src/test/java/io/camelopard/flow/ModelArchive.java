package io.camelopard.flow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.camelopard.testing.TestContent;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * A cone search of any number of rows, its DataLink for any number of IDs a request, and two files for each: one {@code
 * #this}, one {@code #preview}. Made on the fly, so that it needs no memory; counts and does not log.
 */
final class ModelArchive implements Closeable {
    static final int BYTES = 1_024;
    private static final byte[] CONTENT = TestContent.bytes(11, 0, BYTES);

    private final HttpServer server;
    private final ExecutorService workers = Executors.newFixedThreadPool(16);
    private final long rows;
    private volatile Predicate<String> missing = path -> false;
    final AtomicLong questions = new AtomicLong();
    final AtomicLong files = new AtomicLong();

    ModelArchive(long rows) {
        // Header and body are two writes; without this each answer waits for the client's delayed ACK.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.rows = rows;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/cone", this::cone);
        server.createContext("/links", this::links);
        server.createContext("/file/", this::file);
        server.setExecutor(workers);
        server.start();
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param paths those that answer 404 */
    ModelArchive without(Predicate<String> paths) {
        missing = paths;
        return this;
    }

    /** A harvest of it all. */
    String harvest(String links) {
        return """
                description: a model
                target: "10.0 20.0"
                search: {protocol: scs, service: "%s/cone?", radius: 1}
                links: %s
                store: {to: "file:out"}
                """.formatted(base(), links);
    }

    private void cone(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-votable+xml");
        exchange.sendResponseHeaders(200, 0);
        try (Writer out = writer(exchange)) {
            out.write("""
                    <?xml version="1.0"?>
                    <VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">
                    <INFO name="QUERY_STATUS" value="OK"/><TABLE>
                    <FIELD ID="did" name="obs_publisher_did" datatype="char" arraysize="*" ucd="meta.ref.ivoid;ID_MAIN"/>
                    <FIELD name="ra" datatype="double" unit="deg" ucd="POS_EQ_RA_MAIN"/>
                    <FIELD name="dec" datatype="double" unit="deg" ucd="POS_EQ_DEC_MAIN"/>
                    <DATA><TABLEDATA>
                    """);
            for (long i = 0; i < rows; i++) {
                out.write("<TR><TD>ivo://model/obs?" + i + "</TD><TD>10.0</TD><TD>20.0</TD></TR>\n");
            }
            out.write("</TABLEDATA></DATA></TABLE></RESOURCE>\n<RESOURCE type=\"meta\" utype=\"adhoc:service\">"
                    + "<PARAM name=\"standardID\" datatype=\"char\" arraysize=\"*\" value=\"ivo://ivoa.net/std/DataLink#links-1.1\"/>"
                    + "<PARAM name=\"accessURL\" datatype=\"char\" arraysize=\"*\" value=\"" + base() + "/links\"/>"
                    + "<GROUP name=\"inputParams\"><PARAM ref=\"did\" name=\"ID\" datatype=\"char\" arraysize=\"*\" value=\"\"/></GROUP>"
                    + "</RESOURCE></VOTABLE>\n");
        }
    }

    private void links(HttpExchange exchange) throws IOException {
        questions.incrementAndGet();
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String query = exchange.getRequestURI().getRawQuery();
        List<String> ids = Arrays.stream(((query == null ? "" : query) + "&" + form).split("&"))
                .filter(param -> param.regionMatches(true, 0, "ID=", 0, 3))
                .map(param -> URLDecoder.decode(param.substring(3), StandardCharsets.UTF_8))
                .toList();
        exchange.getResponseHeaders().set("Content-Type", "application/x-votable+xml;content=datalink");
        exchange.sendResponseHeaders(200, 0);
        try (Writer out = writer(exchange)) {
            out.write(
                    "<?xml version=\"1.0\"?>\n<VOTABLE version=\"1.4\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\">"
                            + "<RESOURCE type=\"results\"><INFO name=\"QUERY_STATUS\" value=\"OK\"/><TABLE>");
            for (String column : List.of(
                    "ID", "access_url", "service_def", "error_message", "semantics", "description", "content_type")) {
                out.write("<FIELD name=\"" + column + "\" datatype=\"char\" arraysize=\"*\"/>");
            }
            out.write("<FIELD name=\"content_length\" datatype=\"long\" unit=\"byte\"/><DATA><TABLEDATA>\n");
            for (String id : ids) {
                String number = id.substring(id.indexOf('?') + 1);
                out.write(link(id, "this/" + number + ".dat", "#this"));
                out.write(link(id, "preview/" + number + ".dat", "#preview"));
            }
            out.write("</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>\n");
        }
    }

    private String link(String id, String file, String semantics) {
        return "<TR><TD>%s</TD><TD>%s/file/%s</TD><TD/><TD/><TD>%s</TD><TD/><TD>application/octet-stream</TD><TD>%d</TD></TR>\n"
                .formatted(id, base(), file, semantics, BYTES);
    }

    private void file(HttpExchange exchange) throws IOException {
        files.incrementAndGet();
        boolean gone = missing.test(exchange.getRequestURI().getPath());
        exchange.sendResponseHeaders(gone ? 404 : 200, gone ? -1 : BYTES);
        if (!gone) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(CONTENT);
            }
        }
        exchange.close();
    }

    private static Writer writer(HttpExchange exchange) {
        return new OutputStreamWriter(new BufferedOutputStream(exchange.getResponseBody()), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
