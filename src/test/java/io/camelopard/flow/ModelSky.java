package io.camelopard.flow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.camelopard.vo.Sky;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A catalogue of sources with a cone search that sends so many rows at most, and of images with the size {@code extent} around
 * the same places, with SIA of both versions.
 */
final class ModelSky implements Closeable {
    record Source(int id, double ra, double dec) {}

    private final HttpServer server;
    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private final List<Source> sources = new ArrayList<>();
    final AtomicInteger questions = new AtomicInteger();
    volatile int limit = Integer.MAX_VALUE;
    volatile boolean flag = true;
    volatile boolean deaf;
    volatile boolean placed = true;
    volatile int failing = Integer.MAX_VALUE;
    volatile double extent;
    volatile UnaryOperator<String> ending = rows -> rows;

    ModelSky() {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(workers);
        server.start();
    }

    /** Sources all over a circle, denser towards its middle, and some outside of it. */
    ModelSky around(double ra, double dec, double radius, int count) {
        Random random = new Random(17);
        for (int i = 0; i < count; i++) {
            double[] at = place(random, ra, dec, radius * 1.2);
            sources.add(new Source(sources.size(), at[0], at[1]));
        }
        return this;
    }

    ModelSky at(double ra, double dec, int count) {
        for (int i = 0; i < count; i++) {
            sources.add(new Source(sources.size(), ra, dec));
        }
        return this;
    }

    private static double[] place(Random random, double ra, double dec, double radius) {
        double away = Math.toRadians(radius) * random.nextDouble();
        double angle = 2 * Math.PI * random.nextDouble();
        double d = Math.toRadians(dec);
        double sin = Math.sin(d) * Math.cos(away) + Math.cos(d) * Math.sin(away) * Math.cos(angle);
        double to = Math.asin(Math.max(-1, Math.min(1, sin)));
        double across =
                Math.atan2(Math.sin(angle) * Math.sin(away) * Math.cos(d), Math.cos(away) - Math.sin(d) * Math.sin(to));
        return new double[] {((ra + Math.toDegrees(across)) % 360 + 360) % 360, Math.toDegrees(to)};
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** A cone search whose rows become a table. */
    String harvest(double ra, double dec, double radius, String more) {
        return harvest("scs", ra, dec, "radius: " + radius, more);
    }

    String harvest(String protocol, double ra, double dec, String around, String more) {
        return """
                description: a model of the sky
                target: "%s %s"
                search: {protocol: %s, service: "%s", %s%s}
                """.formatted(ra, dec, protocol, url("/" + protocol + "?"), around, more.isEmpty() ? "" : ", " + more)
                + Trial.ROWS;
    }

    private Stream<Source> found(double ra, double dec, double radius) {
        return sources.stream().filter(source -> deaf || Sky.distance(ra, dec, source.ra, source.dec) <= radius);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> params = Arrays.stream(
                        exchange.getRequestURI().getRawQuery().split("&"))
                .filter(param -> param.contains("="))
                .collect(Collectors.toMap(
                        param -> param.substring(0, param.indexOf('=')),
                        param -> URLDecoder.decode(param.substring(param.indexOf('=') + 1), StandardCharsets.UTF_8)));
        List<Source> all =
                params.containsKey("SR") ? cone(params) : params.containsKey("SIZE") ? square(params) : circle(params);
        int most = Math.min(limit, Integer.parseInt(params.getOrDefault("MAXREC", "1000000")));
        byte[] body = ending.apply(votable(all, most)).getBytes(StandardCharsets.UTF_8);
        boolean good = questions.incrementAndGet() < failing;
        exchange.getResponseHeaders().set("Content-Type", "application/x-votable+xml");
        exchange.sendResponseHeaders(good ? 200 : 404, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private List<Source> cone(Map<String, String> params) {
        return found(number(params, "RA"), number(params, "DEC"), number(params, "SR"))
                .toList();
    }

    /** SIA 1: the images that reach into a square. */
    private List<Source> square(Map<String, String> params) {
        String[] at = params.get("POS").split(",", -1);
        double dec = Double.parseDouble(at[1]);
        double half = number(params, "SIZE") / 2 + extent;
        return sources.stream()
                .filter(source -> Math.abs(source.dec - dec) <= half
                        && Math.abs(source.ra - Double.parseDouble(at[0])) * Math.cos(Math.toRadians(dec)) <= half)
                .toList();
    }

    /** SIA 2: the images that reach into a circle. */
    private List<Source> circle(Map<String, String> params) {
        String[] pos = params.get("POS").split(" ", -1);
        double radius = Double.parseDouble(pos[3]) + extent;
        return found(Double.parseDouble(pos[1]), Double.parseDouble(pos[2]), radius)
                .toList();
    }

    private static double number(Map<String, String> params, String name) {
        return Double.parseDouble(params.get(name));
    }

    private String votable(List<Source> all, int most) {
        String cells = all.stream()
                .limit(most)
                .map(s -> String.format(
                        Locale.ROOT,
                        "<TR><TD>%d</TD><TD>%s</TD><TD>%s</TD></TR>\n",
                        s.id,
                        placed ? s.ra : "",
                        placed ? s.dec : ""))
                .collect(Collectors.joining());
        return """
                <?xml version="1.0"?>
                <VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">
                <INFO name="QUERY_STATUS" value="OK"/><TABLE>
                <FIELD name="id" datatype="int" ucd="meta.id;meta.main"/>
                <FIELD name="ra" datatype="double" unit="deg" ucd="POS_EQ_RA_MAIN"/>
                <FIELD name="dec" datatype="double" unit="deg" ucd="POS_EQ_DEC_MAIN"/>
                <DATA><TABLEDATA>
                """ + cells + "</TABLEDATA></DATA></TABLE>"
                + (flag && all.size() > most ? "<INFO name=\"QUERY_STATUS\" value=\"OVERFLOW\"/>" : "")
                + "</RESOURCE></VOTABLE>\n";
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
