package io.camelopard.flow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.camelopard.testing.TestContent;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Datasets with a DataLink document each: a file, a SODA service and two pictures, and what goes wrong with them. Remembers
 * what was asked.
 */
final class CutoutArchive implements Closeable {
    static final byte[] WHOLE = TestContent.fits(28_800);
    static final byte[] CUTOUT = TestContent.fits(8_640);
    private static final byte[] PNG = new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13};
    private static final String TABLE = "<?xml version=\"1.0\"?>\n"
            + "<VOTABLE version=\"1.4\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\"><RESOURCE type=\"results\">"
            + "<INFO name=\"QUERY_STATUS\" value=\"OK\"/><TABLE>%s<DATA><TABLEDATA>%s</TABLEDATA></DATA></TABLE></RESOURCE>%s</VOTABLE>";
    static final String DATALINK = "application/x-votable+xml;content=datalink";

    /** What a service answers: a status and a text, or a file. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reply(int status, String type, byte[] body) {
        static Reply text(int status, String text) {
            return new Reply(status, "text/plain", text.getBytes(StandardCharsets.UTF_8));
        }

        static Reply file(byte[] body) {
            return new Reply(200, "application/octet-stream", body);
        }
    }

    private final HttpServer server;
    private final Map<String, Function<Map<String, List<String>>, Reply>> cutouts = new LinkedHashMap<>();
    private final Map<String, List<String>> gone = new LinkedHashMap<>();
    private final Map<String, String> rows = new LinkedHashMap<>();
    private String jobs = "/jobs";
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    CutoutArchive() {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A dataset, what its cutout service answers, and which of its other links are gone: this, image, preview. */
    CutoutArchive dataset(String id, Function<Map<String, List<String>>, Reply> cutout, String... missing) {
        cutouts.put(id, cutout);
        gone.put(id, List.of(missing));
        rows.put(
                id,
                link(id, "", "svc", "", "#cutout", "application/fits", "")
                        + link(id, file(id, "this.fits"), "", "", "#this", "application/fits", "" + WHOLE.length)
                        + link(id, file(id, "image.png"), "", "", "#preview-image", "image/png", "")
                        + link(id, file(id, "preview.png"), "", "", "#preview", "image/png", ""));
        return this;
    }

    /** Where the service is that makes cutouts by jobs, called {@code job} in the links. */
    CutoutArchive jobs(String url) {
        jobs = url;
        return this;
    }

    /** A dataset with rows of its own. */
    CutoutArchive datasetOf(String id, String links) {
        rows.put(id, links);
        return this;
    }

    String file(String id, String name) {
        return base() + "/file/" + id + "/" + name;
    }

    static String link(
            String id, String url, String service, String error, String semantics, String type, String length) {
        return link(id, url, service, error, semantics, type, length, "");
    }

    static String link(
            String id,
            String url,
            String service,
            String error,
            String semantics,
            String type,
            String length,
            String auth) {
        return Stream.of("ivo://model/obs?" + id, url, service, error, semantics, type, length, auth)
                .map(cell -> "<TD>" + cell.replace("&", "&amp;") + "</TD>")
                .reduce("<TR>", String::concat)
                .concat("</TR>\n");
    }

    /** All requests with a query or a path of this beginning, in order. */
    List<String> asked(String beginning) {
        return List.copyOf(asked).stream()
                .filter(request -> request.startsWith(beginning))
                .toList();
    }

    /** A harvest of all datasets. */
    String harvest(String more) {
        return """
                description: a model
                target: "10.0 20.0"
                search: {protocol: scs, service: "%s/cone?", radius: 1}
                store: {to: "file:out"}
                """.formatted(base()) + more;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        asked.add(path + "?" + URLDecoder.decode(query, StandardCharsets.UTF_8));
        Reply reply = reply(path, params(query));
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
        if (reply.body().length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(reply.body());
            }
        }
        exchange.close();
    }

    private Reply reply(String path, Map<String, List<String>> params) {
        if (path.startsWith("/cone")) {
            return votable("application/x-votable+xml", cone());
        }
        if (path.startsWith("/links")) {
            return votable(DATALINK, links(params.getOrDefault("ID", List.of())));
        }
        if (path.startsWith("/soda")) {
            String id = params.get("ID").get(0);
            return cutouts.get(id.substring(id.indexOf('?') + 1)).apply(params);
        }
        String[] parts = path.split("/", -1);
        String kind = parts[3].replaceFirst("\\..*", "");
        if (gone.getOrDefault(parts[2], List.of()).contains(kind)) {
            return Reply.text(404, "gone");
        }
        return Reply.file(kind.equals("this") ? WHOLE : PNG);
    }

    private static Reply votable(String type, String document) {
        return new Reply(200, type, document.getBytes(StandardCharsets.UTF_8));
    }

    private String cone() {
        String fields = "<FIELD ID=\"did\" name=\"obs_publisher_did\" datatype=\"char\" arraysize=\"*\"/>"
                + "<FIELD name=\"ra\" datatype=\"double\" ucd=\"POS_EQ_RA_MAIN\"/>"
                + "<FIELD name=\"dec\" datatype=\"double\" ucd=\"POS_EQ_DEC_MAIN\"/>";
        String cells = String.join(
                "",
                rows.keySet().stream()
                        .map(id -> "<TR><TD>ivo://model/obs?" + id + "</TD><TD>10</TD><TD>20</TD></TR>")
                        .toList());
        return TABLE.formatted(
                fields,
                cells,
                "<RESOURCE type=\"meta\" utype=\"adhoc:service\">"
                        + param("standardID", "ivo://ivoa.net/std/DataLink#links-1.1")
                        + param("accessURL", base() + "/links")
                        + "<GROUP name=\"inputParams\"><PARAM ref=\"did\" name=\"ID\" datatype=\"char\" arraysize=\"*\" value=\"\"/>"
                        + "</GROUP></RESOURCE>");
    }

    private String links(List<String> ids) {
        StringBuilder fields = new StringBuilder();
        for (String column : List.of(
                "ID",
                "access_url",
                "service_def",
                "error_message",
                "semantics",
                "content_type",
                "content_length",
                "link_auth")) {
            fields.append("<FIELD ID=\"" + column + "\" name=\"" + column + "\" datatype=\"char\" arraysize=\"*\"/>");
        }
        String cells = String.join(
                "",
                ids.stream()
                        .map(id -> rows.getOrDefault(id.substring(id.indexOf('?') + 1), ""))
                        .toList());
        String circle =
                "<PARAM name=\"CIRCLE\" datatype=\"double\" arraysize=\"3\" unit=\"deg\" ucd=\"pos.outline;obs\" value=\"\"/>";
        String polygon = "<PARAM name=\"POLYGON\" datatype=\"double\" arraysize=\"*\" unit=\"deg\" value=\"\"/>";
        String band = "<PARAM name=\"BAND\" datatype=\"double\" arraysize=\"2\" unit=\"m\" ucd=\"em.wl\" value=\"\"/>";
        return TABLE.formatted(
                fields,
                cells,
                soda("svc", "sync", circle + polygon) + soda("job", "async", circle) + soda("spectra", "sync", band));
    }

    private String soda(String name, String mode, String inputs) {
        return "<RESOURCE type=\"meta\" utype=\"adhoc:service\" ID=\"" + name + "\">"
                + param("standardID", "ivo://ivoa.net/std/SODA#" + mode + "-1.0")
                + param("accessURL", mode.equals("sync") ? "/soda" : jobs)
                + "<GROUP name=\"inputParams\"><PARAM ref=\"ID\" name=\"ID\" datatype=\"char\" arraysize=\"*\" value=\"\"/>"
                + inputs + "</GROUP></RESOURCE>";
    }

    private static String param(String name, String value) {
        return "<PARAM name=\"" + name + "\" datatype=\"char\" arraysize=\"*\" value=\"" + value + "\"/>";
    }

    private static Map<String, List<String>> params(String query) {
        Map<String, List<String>> params = new LinkedHashMap<>();
        for (String param : query.split("&", -1)) {
            String[] parts = param.split("=", 2);
            params.computeIfAbsent(URLDecoder.decode(parts[0], StandardCharsets.UTF_8), name -> new ArrayList<>())
                    .add(parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return params;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
