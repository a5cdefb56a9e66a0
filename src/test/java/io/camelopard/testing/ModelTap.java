package io.camelopard.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A TAP service with UWS 1.1 or 1.0, whose jobs go through the phases that a test says: each look at a job brings it to
 * the next one, PENDING and HELD wait for RUN, the last one stays. Over HTTP, or asked directly. Remembers what was asked.
 */
public final class ModelTap implements AutoCloseable {
    /** A request as it came; {@code params} are those of the query and the form. */
    public record Asked(String method, String path, Map<String, List<String>> params, String body) {
        public String param(String name) {
            return String.join(",", params.getOrDefault(name, List.of()));
        }

        /** Method and path, with the parameters that steer a job. */
        @Override
        public String toString() {
            String steering = params.entrySet().stream()
                    .filter(param -> List.of("PHASE", "WAIT", "ACTION").contains(param.getKey()))
                    .map(param -> param.getKey() + "=" + String.join(",", param.getValue()))
                    .collect(Collectors.joining("&"));
            return method + " " + path + (steering.isEmpty() ? "" : " " + steering);
        }
    }

    /** What is sent back. */
    public record Reply(int status, Map<String, String> headers, String body) {
        public static Reply of(int status, String body) {
            return new Reply(status, Map.of(), body);
        }

        public static Reply to(int status, String location) {
            return new Reply(status, Map.of("Location", location), "");
        }
    }

    private static final class Job {
        private final Asked asked;
        private final Deque<String> phases;

        private Job(Asked asked, List<String> phases) {
            this.asked = asked;
            this.phases = new ArrayDeque<>(phases);
        }
    }

    private final Map<String, Job> jobs = new TreeMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final HttpServer server;
    private List<String> phases = List.of("PENDING", "QUEUED", "EXECUTING", "COMPLETED");
    private Function<Asked, Reply> otherwise = request -> null;
    private Function<Asked, Reply> sync = request -> Reply.of(404, "no sync here");
    private Function<Asked, Reply> result = request -> Reply.of(200, table("OK", 1));
    private String results = "<uws:result id=\"result\" xlink:href=\"results/result\"/>";
    private String version = " version=\"1.1\"";
    private String more = "";
    private int made;

    public ModelTap() {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::exchange);
        server.setExecutor(workers);
        server.start();
    }

    public String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/tap";
    }

    /** Of the jobs made from now on. */
    public synchronized ModelTap phases(String... names) {
        phases = List.of(names);
        return this;
    }

    /** Brings all jobs to this phase for good. */
    public synchronized void finish(String phase) {
        jobs.values().forEach(job -> {
            job.phases.clear();
            job.phases.add(phase);
        });
    }

    public ModelTap old() {
        version = "";
        return this;
    }

    /** The elements of results. */
    public ModelTap results(String xml) {
        results = xml;
        return this;
    }

    public ModelTap result(String body) {
        return result(request -> Reply.of(200, body));
    }

    /** Of each job, by the request that made it. */
    public ModelTap result(Function<Asked, Reply> function) {
        result = function;
        return this;
    }

    /** Further elements of the job document, such as destruction and errorSummary. */
    public ModelTap more(String xml) {
        more = xml;
        return this;
    }

    /** What is answered instead; null for what would be answered anyhow. */
    public ModelTap instead(Function<Asked, Reply> function) {
        otherwise = function;
        return this;
    }

    public ModelTap sync(Function<Asked, Reply> function) {
        sync = function;
        return this;
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    public List<Asked> asked(String methodAndPath) {
        return asked.stream()
                .filter(one -> one.toString().startsWith(methodAndPath))
                .toList();
    }

    public List<String> log() {
        return asked.stream().map(Asked::toString).toList();
    }

    /** The jobs that nobody has deleted. */
    public synchronized List<String> left() {
        return List.copyOf(jobs.keySet());
    }

    public synchronized void lose() {
        jobs.clear();
    }

    public synchronized int made() {
        return made;
    }

    /** A VOTable with a column {@code n} from 1 on. */
    public static String table(String status, int rows) {
        StringBuilder text = new StringBuilder("""
                <VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">
                <INFO name="QUERY_STATUS" value="OK"/><TABLE><FIELD name="n" datatype="int"/><DATA><TABLEDATA>
                """);
        for (int i = 1; i <= rows; i++) {
            text.append("<TR><TD>").append(i).append("</TD></TR>");
        }
        text.append("</TABLEDATA></DATA></TABLE>");
        // DALI 1.1, section 4.4.1: the status may come again behind the table.
        return text + (status.equals("OK") ? "" : "<INFO name=\"QUERY_STATUS\" value=\"" + status + "\"/>")
                + "</RESOURCE></VOTABLE>";
    }

    /** An error as a VOTable. */
    public static String error(String words) {
        return "<VOTABLE version=\"1.4\"><RESOURCE type=\"results\"><INFO name=\"QUERY_STATUS\" value=\"ERROR\">"
                + words + "</INFO></RESOURCE></VOTABLE>";
    }

    /** Asks it without a network. */
    public Reply ask(String method, String target, String contentType, String body) {
        String path = target.replaceFirst("\\?.*", "");
        Map<String, List<String>> params = new TreeMap<>();
        add(params, target.contains("?") ? target.substring(target.indexOf('?') + 1) : "");
        if (contentType == null || contentType.startsWith("application/x-www-form")) {
            add(params, body);
        }
        Asked request = new Asked(method, path, params, body);
        asked.add(request);
        Reply reply = otherwise.apply(request);
        return reply != null ? reply : path.endsWith("/sync") ? sync.apply(request) : job(request);
    }

    private synchronized Reply job(Asked request) {
        String[] path = request.path().split("/", -1);
        if (path.length < 3 || !path[2].equals("async")) {
            return Reply.of(404, "nothing here");
        }
        if (path.length == 3) {
            return request.method().equals("POST") ? make(request) : Reply.of(200, "<jobs/>");
        }
        Job job = jobs.get(path[3]);
        if (job == null) {
            return Reply.of(404, "no such job");
        }
        return path.length == 4 ? whole(request, path[3], job) : part(request, path, job);
    }

    private Reply make(Asked request) {
        String id = "j" + ++made;
        jobs.put(id, new Job(request, phases));
        return Reply.to(303, "/tap/async/" + id);
    }

    private Reply whole(Asked request, String id, Job job) {
        if (request.method().equals("DELETE") || request.param("ACTION").equals("DELETE")) {
            jobs.remove(id);
            return Reply.to(303, "/tap/async");
        }
        String phase = job.phases.peek();
        boolean blocks = !version.isEmpty()
                && request.param("PHASE").equals(phase)
                && !request.param("WAIT").isEmpty();
        if (blocks && job.phases.size() > 1) {
            job.phases.remove();
            phase = job.phases.peek();
        }
        Reply reply = document(id, phase);
        if (job.phases.size() > 1 && !phase.equals("PENDING") && !phase.equals("HELD")) {
            job.phases.remove();
        }
        return reply;
    }

    private Reply document(String id, String phase) {
        boolean ended = List.of("COMPLETED", "ABORTED", "ARCHIVED").contains(phase);
        return Reply.of(200, """
                <?xml version="1.0"?><uws:job xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0" xmlns:xlink="http://www.w3.org/1999/xlink"%s>
                <uws:jobId>%s</uws:jobId><uws:phase>%s</uws:phase>%s<uws:results>%s</uws:results></uws:job>
                """.formatted(
                version, id, phase, more, ended ? results.replace("results/result", id + "/results/result") : ""));
    }

    private Reply part(Asked request, String[] path, Job job) {
        if (path[4].equals("phase") && request.param("PHASE").equals("RUN")) {
            if (List.of("PENDING", "HELD").contains(job.phases.peek()) && job.phases.size() > 1) {
                job.phases.remove();
            }
            return Reply.to(303, "/tap/async/" + path[3]);
        }
        boolean isResult = path[4].equals("results") && path.length == 6 && path[5].equals("result");
        return isResult ? result.apply(job.asked) : Reply.of(404, "no such part");
    }

    private static void add(Map<String, List<String>> params, String query) {
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                params.computeIfAbsent(decoded(part.substring(0, equals)), name -> new ArrayList<>())
                        .add(decoded(part.substring(equals + 1)));
            }
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private void exchange(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            Reply reply =
                    ask(exchange.getRequestMethod(), exchange.getRequestURI().toString(), type, body);
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
