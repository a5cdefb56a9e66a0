package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.ledger.Lease;
import io.camelopard.transfer.Content;
import io.camelopard.transfer.Decoding;
import io.camelopard.transfer.Limits;
import io.camelopard.transfer.Partial;
import io.camelopard.transfer.Rate;
import io.camelopard.transfer.Received;
import io.camelopard.transfer.RemoteClient;
import io.camelopard.transfer.RemoteUri;
import io.camelopard.transfer.Rewrites;
import io.camelopard.transfer.ServerDigest;
import io.camelopard.transfer.Staged;
import io.camelopard.transfer.Staging;
import io.camelopard.vo.Answer;
import io.camelopard.vo.MediaType;
import io.camelopard.vo.SodaFault;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpConstants;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of direct:fetch around its request. The only place that makes an HTTP message of a remote URL. */
public final class Fetching {
    private static final Logger LOG = LoggerFactory.getLogger(Fetching.class);
    /** Before the name of each header of the answer. */
    static final String ANSWER_HEADER = "header:" + Vars.ANSWER + ".";
    /** Why there is no answer, for people; a header that no server can send. */
    static final String REASON = "camelopard-reason";

    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final Set<Integer> PASSING_QUESTION = Set.of(408, 425, 429, 502, 503, 504);

    private final Staging staging;
    private final Limits limits;
    private final Rewrites rewrites;
    private final Gate gate;
    private final Ranges ranges;
    private final Rate rate;
    private final Consumer<Lease> received;

    /**
     * @param rate of products; questions are small
     * @param received is told when all bytes of a product are here
     */
    Fetching(Staging staging, Limits limits, Rewrites rewrites, Ranges ranges, Rate rate, Consumer<Lease> received) {
        this.rate = rate;
        this.staging = staging;
        this.limits = limits;
        this.rewrites = rewrites;
        this.gate = new Gate(limits);
        this.ranges = ranges;
        this.received = received;
    }

    /** Makes the message of the request: no header but those that the protocol needs. */
    public void request(Exchange exchange) {
        Fetch fetch = exchange.getVariable(Vars.FETCH, Fetch.class);
        Message message = exchange.getMessage();
        message.setHeader(
                HttpConstants.HTTP_URI, RemoteUri.parse(there(fetch.url())).toString());
        message.setHeader(HttpConstants.HTTP_METHOD, fetch.method());
        ranges.headers(exchange, fetch, asked(fetch)).forEach(message::setHeader);
        if (!fetch.redirects()) {
            message.setHeader(RemoteClient.NO_REDIRECTS, "true");
        }
        body(fetch, message);
        // The bytes are stored as they come; a .gz that is also called encoded would be unpacked.
        exchange.setProperty(Exchange.SKIP_GZIP_ENCODING, true);
    }

    private static void body(Fetch fetch, Message message) {
        Multipart multipart = fetch.multipart();
        if (multipart != null) {
            message.setBody(multipart.file().toFile());
            message.setHeader(HttpConstants.CONTENT_TYPE, multipart.contentType());
            return;
        }
        message.setBody(fetch.form());
        if (fetch.form() != null) {
            message.setHeader(HttpConstants.CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
    }

    private String asked(Fetch fetch) {
        return fetch.isHttp() ? there(fetch.url()) : fetch.url();
    }

    private String there(String url) {
        return rewrites.http(url).map(rule -> rule.there(url)).orElse(url);
    }

    /** An answer from elsewhere counts as the archive's: its relative addresses and its folders are still there. */
    private String back(String url, String asked) {
        return rewrites.http(asked).map(rule -> rule.back(url)).orElse(url);
    }

    /** Takes the answer into staging and checks what it is; the connection is free or gone afterwards. */
    public void take(Exchange exchange) {
        Fetch fetch = exchange.getVariable(Vars.FETCH, Fetch.class);
        try (InputStream body = body(exchange, fetch)) {
            Map<String, String> headers = headers(exchange);
            int status = exchange.getVariable(ANSWER_HEADER + HttpConstants.HTTP_RESPONSE_CODE, Integer.class);
            String url = headers.getOrDefault(RemoteClient.FINAL_URL.toLowerCase(Locale.ROOT), there(fetch.url()));
            Optional<SodaFault> fault = fetch.use() == Fetch.Use.CUTOUT ? fault(body) : Optional.empty();
            fault.ifPresent(said -> checkFault(said, status, url, headers));
            Fetched fetched;
            if (fault.filter(said -> said.kind() == SodaFault.Kind.SEVERAL).isPresent()) {
                fetched = new Fetched(status, url, headers, staging.open(fetch.key()), null, true, null);
            } else {
                Partial there = exchange.getVariable(Vars.PARTIAL, Partial.class);
                checkStatus(fetch, status, url, headers, there);
                fetched = staged(exchange, fetch, status, url, headers, body, there);
            }
            exchange.setVariable(Vars.FETCHED, fetched);
            if (fetch.use() == Fetch.Use.QUESTION) {
                // From now on the file is the asker's, who closes the answer.
                fetched.staged().commit();
            }
            closeWhenDone(exchange, fetched.staged());
        } catch (IOException e) {
            throw new TransientException(Places.shown(fetch.url()) + ": closing failed: " + e.getMessage(), e);
        } finally {
            forget(exchange);
        }
    }

    /** Looks at the beginning of a body, which stays as it is. */
    private static Optional<SodaFault> fault(InputStream body) throws IOException {
        body.mark(SodaFault.HEAD);
        String beginning = new String(body.readNBytes(SodaFault.HEAD), StandardCharsets.UTF_8);
        body.reset();
        return SodaFault.of(beginning);
    }

    private static void checkFault(SodaFault fault, int status, String url, Map<String, String> headers) {
        boolean byStatus = fault.kind() == SodaFault.Kind.ANY && PASSING.contains(status);
        if (fault.kind() == SodaFault.Kind.PASSING) {
            throw new TransientException(
                    RemoteUri.shown(url) + ": no cutout: " + fault.words(), null, retryAfter(status, url, headers));
        }
        if (fault.kind() != SodaFault.Kind.SEVERAL && !byStatus) {
            throw fault.failure(RemoteUri.shown(url));
        }
    }

    private static @Nullable Duration retryAfter(int status, String url, Map<String, String> headers) {
        return new Answer(status, url, headers, Path.of("")).retryAfter().orElse(null);
    }

    /** A file that is not wanted is gone at once: an exchange that is tried again is not done for a long time. */
    private Fetched staged(
            Exchange exchange,
            Fetch fetch,
            int status,
            String url,
            Map<String, String> headers,
            InputStream body,
            @Nullable Partial there) {
        boolean answer = Ranges.isAnswer(status, there);
        Staged staged = there != null && answer
                ? ranges.resume(fetch, asked(fetch), status, headers, there)
                : ranges.open(fetch, asked(fetch), headers, length(headers), there);
        try {
            return there != null && answer
                    ? continued(exchange, fetch, status, url, headers, staged, body, there)
                    : fetched(exchange, fetch, status, url, headers, staged, body);
        } catch (RuntimeException | Error e) {
            staged.close();
            throw e;
        }
    }

    /** Puts the rest behind what is there. What comes of that and is no good says nothing about the file at its source. */
    private Fetched continued(
            Exchange exchange,
            Fetch fetch,
            int status,
            String url,
            Map<String, String> headers,
            Staged staged,
            InputStream body,
            Partial there) {
        String from = Places.shown(url);
        try {
            Received received = Ranges.isRest(status)
                    ? staged.resume(body, from, there, there.total(headers), fetch.limit())
                    : staged.complete(from, there);
            ServerDigest before = there.version().digest();
            Content.Checked content = checked(
                    exchange, new Arrival(fetch, status, url, headers, false, staged.path(), received, before), staged);
            LOG.info("product.resumed url={} from={} bytes={}", from, there.length(), received.bytes());
            return new Fetched(200, back(url, fetch.url()), headers, staged, received, false, content);
        } catch (FinalException e) {
            ranges.distrust(fetch);
            throw new Spoilt(e.getMessage() + "; it was put together from two answers, so once more from its start", e);
        }
    }

    private Fetched fetched(
            Exchange exchange,
            Fetch fetch,
            int status,
            String url,
            Map<String, String> headers,
            Staged staged,
            InputStream body) {
        boolean nothing = status == Fetched.NOT_MODIFIED;
        Decoding decoding = decoding(body, url, headers);
        Long length = decoding.decoded() ? null : length(headers);
        Received received = nothing ? null : receive(fetch, staged, decoding.stream(), Places.shown(url), length);
        Content.Checked content = fetch.use().isStored() && received != null
                ? checked(
                        exchange,
                        new Arrival(fetch, status, url, headers, decoding.decoded(), staged.path(), received, null),
                        staged)
                : null;
        return new Fetched(status, back(url, fetch.url()), headers, staged, received, false, content);
    }

    /** What a file to store is found to be, on disk; null for a list of links in its place. */
    private Content.@Nullable Checked checked(Exchange exchange, Arrival arrival, Staged staged) {
        received.accept(exchange.getVariable(Vars.JOB, Job.class).product().lease());
        Content.Checked content =
                isDatalink(arrival.headers().get("content-type")) ? null : gate.check(exchange, arrival);
        staged.sync();
        return content;
    }

    private Decoding decoding(InputStream body, String url, Map<String, String> headers) {
        try {
            return Decoding.of(body, headers.get("content-encoding"), name(url), limits);
        } catch (IOException e) {
            throw new TransientException(Places.shown(url) + ": the answer cannot be decoded: " + e.getMessage(), e);
        }
    }

    private static Received receive(Fetch fetch, Staged staged, InputStream body, String from, @Nullable Long length) {
        try {
            return staged.receive(body, from, length, fetch.limit());
        } catch (FinalException e) {
            throw new FinalException(
                    "%s (%s)".formatted(e.getMessage(), fetch.use().limitKey()), e);
        }
    }

    private static boolean isDatalink(@Nullable String type) {
        return type != null && MediaType.parse(type).isDatalink();
    }

    private static String name(String url) {
        String path = Places.isHttp(url) ? URI.create(url).getPath() : url;
        return path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
    }

    /** The name as far as its extension promises anything: a query may ask for another form of the file of that name. */
    static String promised(String url) {
        return Places.isHttp(url) && URI.create(url).getRawQuery() != null ? "" : name(url);
    }

    static @Nullable Long length(Map<String, String> headers) {
        String length = headers.get("content-length");
        return length == null ? null : Long.valueOf(length.strip());
    }

    private static void checkStatus(
            Fetch fetch, int status, String url, Map<String, String> headers, @Nullable Partial there) {
        boolean question = fetch.use() == Fetch.Use.QUESTION;
        if (fetch.patient() && (question ? PASSING_QUESTION : PASSING).contains(status)) {
            throw new TransientException(
                    "%s: status %d%s".formatted(Places.shown(url), status, reason(headers)),
                    null,
                    retryAfter(status, url, headers));
        }
        boolean good = status == 200 || status == Fetched.NOT_MODIFIED || Ranges.isAnswer(status, there);
        if (!question && !good) {
            String why = reason(headers).isEmpty() ? meaning(fetch, status) : reason(headers);
            String message = "%s: status %d%s".formatted(Places.shown(url), status, why);
            throw status == 401 || status == 403 ? new Denied(message) : new FinalException(message);
        }
    }

    private static String reason(Map<String, String> headers) {
        String reason = headers.getOrDefault(REASON, "");
        return reason.isEmpty() ? "" : ", " + reason;
    }

    private static String meaning(Fetch fetch, int status) {
        return switch (status) {
            case 204 ->
                fetch.use() == Fetch.Use.CUTOUT ? ", the cutout does not overlap the data" : ", there is no content";
            case 401, 403 -> ", no permission; camelopard.auth.NAME.url and its keys give credentials";
            case 404, 410 -> ", there is nothing at this address";
            default -> "";
        };
    }

    private InputStream body(Exchange exchange, Fetch fetch) {
        InputStream body = exchange.getVariable(Vars.ANSWER, InputStream.class);
        InputStream present = body == null ? InputStream.nullInputStream() : body;
        return new BufferedInputStream(fetch.use().isStored() ? rate.limit(present) : present);
    }

    /** The headers of the answer, lower-case; what came in is an allow-list already. */
    private static Map<String, String> headers(Exchange exchange) {
        Map<String, String> headers = new TreeMap<>();
        exchange.getVariables().forEach((name, value) -> {
            if (name.startsWith(ANSWER_HEADER) && value != null) {
                headers.put(name.substring(ANSWER_HEADER.length()).toLowerCase(Locale.ROOT), value.toString());
            }
        });
        return headers;
    }

    private static void forget(Exchange exchange) {
        exchange.getVariables().keySet().stream()
                .filter(name -> name.equals(Vars.ANSWER) || name.startsWith(ANSWER_HEADER))
                .toList()
                .forEach(exchange::removeVariable);
    }

    static void closeWhenDone(Exchange exchange, Staged staged) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                staged.close();
            }
        });
    }
}
