package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.transfer.Content;
import io.camelopard.transfer.Decoding;
import io.camelopard.transfer.Limits;
import io.camelopard.transfer.Received;
import io.camelopard.transfer.RemoteClient;
import io.camelopard.transfer.RemoteUri;
import io.camelopard.transfer.Staged;
import io.camelopard.transfer.Staging;
import io.camelopard.vo.Answer;
import io.camelopard.vo.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpConstants;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/** The steps of direct:fetch around its request. The only place that makes an HTTP message of a remote URL. */
public final class Fetching {
    private static final String ANSWER_HEADER = "header:" + Vars.ANSWER + ".";
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final Set<Integer> PASSING_QUESTION = Set.of(408, 425, 429, 502, 503, 504);

    private final Staging staging;
    private final Limits limits;

    Fetching(Staging staging, Limits limits) {
        this.staging = staging;
        this.limits = limits;
    }

    /** Makes the message of the request: no header but those that the protocol needs. */
    public void request(Exchange exchange) {
        Fetch fetch = exchange.getVariable(Vars.FETCH, Fetch.class);
        Message message = exchange.getMessage();
        message.setHeader(HttpConstants.HTTP_URI, RemoteUri.parse(fetch.url()).toString());
        message.setHeader(HttpConstants.HTTP_METHOD, fetch.method());
        fetch.headers().forEach(message::setHeader);
        message.setBody(fetch.form());
        if (fetch.form() != null) {
            message.setHeader(HttpConstants.CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        // The bytes are stored as they come; a .gz that is also called encoded would be unpacked.
        exchange.setProperty(Exchange.SKIP_GZIP_ENCODING, true);
    }

    /** Takes the answer into staging and checks what it is; the connection is free or gone afterwards. */
    public void take(Exchange exchange) {
        Fetch fetch = exchange.getVariable(Vars.FETCH, Fetch.class);
        try (InputStream body = body(exchange)) {
            Map<String, String> headers = headers(exchange);
            int status = exchange.getVariable(ANSWER_HEADER + HttpConstants.HTTP_RESPONSE_CODE, Integer.class);
            String url = headers.getOrDefault(RemoteClient.FINAL_URL.toLowerCase(Locale.ROOT), fetch.url());
            checkStatus(fetch, status, url, headers);
            Fetched fetched = staged(fetch, status, url, headers, body);
            exchange.setVariable(Vars.FETCHED, fetched);
            if (fetch.use() == Fetch.Use.QUESTION) {
                // From now on the file is the asker's, who closes the answer.
                fetched.staged().commit();
            }
            closeWhenDone(exchange, fetched.staged());
        } catch (IOException e) {
            throw new TransientException(RemoteUri.shown(fetch.url()) + ": closing failed: " + e.getMessage(), e);
        } finally {
            forget(exchange);
        }
    }

    /** A file that is not wanted is gone at once: an exchange that is tried again is not done for a long time. */
    private Fetched staged(Fetch fetch, int status, String url, Map<String, String> headers, InputStream body) {
        Staged staged = staging.open(fetch.key());
        try {
            return fetched(fetch, status, url, headers, staged, body);
        } catch (RuntimeException | Error e) {
            staged.close();
            throw e;
        }
    }

    private Fetched fetched(
            Fetch fetch, int status, String url, Map<String, String> headers, Staged staged, InputStream body) {
        boolean nothing = status == Fetched.NOT_MODIFIED;
        Decoding decoding = decoding(body, url, headers);
        Long length = decoding.decoded() ? null : length(headers);
        Received received = nothing ? null : receive(fetch, staged, decoding.stream(), RemoteUri.shown(url), length);
        Content.Checked content = null;
        if (fetch.use() == Fetch.Use.PRODUCT && !nothing) {
            boolean links = isDatalink(headers.get("content-type"));
            content = links ? null : Content.check(staged.path(), fetch.contentType(), promised(url), length != null);
            staged.sync();
        }
        return new Fetched(status, url, headers, staged, received, content);
    }

    private Decoding decoding(InputStream body, String url, Map<String, String> headers) {
        try {
            return Decoding.of(body, headers.get("content-encoding"), name(url), limits);
        } catch (IOException e) {
            throw new TransientException(RemoteUri.shown(url) + ": the answer cannot be decoded: " + e.getMessage(), e);
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
        String path = URI.create(url).getPath();
        return path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
    }

    /** The name as far as its extension promises anything: a query may ask for another form of the file of that name. */
    private static String promised(String url) {
        return URI.create(url).getRawQuery() == null ? name(url) : "";
    }

    private static @Nullable Long length(Map<String, String> headers) {
        String length = headers.get("content-length");
        return length == null ? null : Long.valueOf(length.strip());
    }

    private static void checkStatus(Fetch fetch, int status, String url, Map<String, String> headers) {
        boolean question = fetch.use() == Fetch.Use.QUESTION;
        if ((question ? PASSING_QUESTION : PASSING).contains(status)) {
            Answer answer = new Answer(status, url, headers, Path.of(""));
            throw new TransientException(
                    "%s: status %d".formatted(RemoteUri.shown(url), status),
                    null,
                    answer.retryAfter().orElse(null));
        }
        boolean good = status == 200 || status == Fetched.NOT_MODIFIED;
        if (!question && !good) {
            throw new FinalException("%s: status %d%s".formatted(RemoteUri.shown(url), status, meaning(status)));
        }
    }

    private static String meaning(int status) {
        return switch (status) {
            case 204 -> ", there is no content";
            case 401, 403 -> ", no permission; camelopard.auth.NAME.url and its keys give credentials";
            case 404, 410 -> ", there is nothing at this address";
            default -> "";
        };
    }

    private static InputStream body(Exchange exchange) {
        InputStream body = exchange.getVariable(Vars.ANSWER, InputStream.class);
        return body == null ? InputStream.nullInputStream() : body;
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

    private static void closeWhenDone(Exchange exchange, Staged staged) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                staged.close();
            }
        });
    }
}
