package io.camelopard.transfer;

import io.camelopard.FinalException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/**
 * One request with its redirects: on every hop the URI is rebuilt by {@link RemoteUri}, headers are reduced, credentials
 * are those of this scheme, host and port, and the answer's body is a {@link RemoteBody} under a {@link Watch}.
 *
 * <p>Redirects (RFC 9110, section 15.4): GET and HEAD follow 301, 302, 303, 307 and 308; POST becomes GET on the first
 * three and is repeated on the others where its body can be; any other method gets the redirect as its answer, so that a
 * DELETE never turns into a download, and so does a request with {@link RemoteClient#NO_REDIRECTS}. From https to http none
 * is followed.
 */
final class RemoteExchange implements ExecChainHandler {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> KEEPING_METHOD = Set.of(307, 308);

    private final ClientSettings settings;
    private final Hosts hosts;
    private final ScheduledExecutorService watchdog;
    private final boolean s3;

    /**
     * @param s3 for requests that the SDK of S3 makes and signs: they keep their headers, and a redirect is its answer, since
     *     the signature is for one host
     */
    RemoteExchange(ClientSettings settings, Hosts hosts, ScheduledExecutorService watchdog, boolean s3) {
        this.settings = settings;
        this.hosts = hosts;
        this.watchdog = watchdog;
        this.s3 = s3;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) {
        Watch watch = Watch.start(settings, scope.execRuntime, watchdog);
        URI uri = uri(request);
        boolean handedOver = false;
        try {
            ClassicHttpResponse response = follow(request, uri, scope, chain, watch);
            handedOver = response.getEntity() instanceof RemoteBody;
            return response;
        } finally {
            if (!handedOver) {
                watch.stop();
            }
        }
    }

    private ClassicHttpResponse follow(
            ClassicHttpRequest first, URI start, ExecChain.Scope scope, ExecChain chain, Watch watch) {
        ClassicHttpRequest request = first;
        URI uri = start;
        Set<String> seen = new HashSet<>();
        for (int hops = 0; ; hops++) {
            if (!seen.add(request.getMethod() + " " + uri)) {
                throw new FinalException(
                        RemoteUri.shown(start) + ": redirected in a circle, back to " + RemoteUri.shown(uri));
            }
            hosts.ask(uri, hops > 0);
            ClassicHttpResponse response = hop(request, uri, scope, chain, watch);
            told(uri, response);
            Optional<URI> next = s3 ? Optional.empty() : location(request, uri, response);
            if (next.isEmpty()) {
                return arrived(response, uri);
            }
            drop(response);
            if (hops >= settings.maxRedirects()) {
                throw new FinalException(
                        RemoteUri.shown(start) + ": more than " + settings.maxRedirects() + " redirects");
            }
            request = redirected(request, response.getCode(), next.get());
            uri = next.get();
        }
    }

    /** A memory that fails must not cost the connection. */
    private void told(URI uri, ClassicHttpResponse response) {
        Map<String, String> headers = new TreeMap<>();
        for (String name : List.of(HttpHeaders.RETRY_AFTER, HttpHeaders.DATE)) {
            Header header = response.getFirstHeader(name);
            if (header != null) {
                headers.put(name, header.getValue());
            }
        }
        if (headers.containsKey(HttpHeaders.RETRY_AFTER)) {
            try {
                hosts.answered(uri, response.getCode(), headers);
            } catch (RuntimeException e) {
                drop(response);
                throw e;
            }
        }
    }

    /** One request and the head of its answer. */
    private ClassicHttpResponse hop(
            ClassicHttpRequest request, URI uri, ExecChain.Scope scope, ExecChain chain, Watch watch) {
        ClassicHttpRequest prepared = prepared(request, uri);
        if (prepared.getEntity() != null) {
            prepared.setEntity(new SentBody(prepared.getEntity(), watch));
        }
        watch.headExpected();
        try {
            ClassicHttpResponse response = proceed(prepared, uri, scope, chain);
            watch.headArrived();
            HttpEntity entity = response.getEntity();
            if (entity != null) {
                response.setEntity(new RemoteBody(entity, RemoteUri.shown(uri), scope.execRuntime, watch));
            }
            return response;
        } catch (IOException | HttpException | IllegalStateException e) {
            // The last is what HttpClient says when the watch took the connection away between two steps.
            throw watch.failure(RemoteUri.shown(uri), RemoteFailure.before(RemoteUri.shown(uri), e));
        }
    }

    private ClassicHttpResponse proceed(ClassicHttpRequest request, URI uri, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        HttpRoute route = route(uri);
        ExecChain.Scope hop =
                new ExecChain.Scope(scope.exchangeId, route, request, scope.execRuntime, scope.clientContext);
        while (true) {
            try {
                return chain.proceed(ClassicRequestBuilder.copy(request).build(), hop);
            } catch (NoHttpResponseException e) {
                // A kept connection that the server has just given up, or sent too much on, is no failure of the
                // server.
                boolean kept = scope.execRuntime.isConnectionReusable();
                if (!kept || !isSafe(request) || scope.execRuntime.isExecutionAborted()) {
                    throw e;
                }
            }
        }
    }

    private ClassicHttpRequest prepared(ClassicHttpRequest request, URI uri) {
        ClassicHttpRequest prepared = ClassicRequestBuilder.copy(request).build();
        prepared.setUri(uri);
        if (!s3) {
            Headers.filterRequest(prepared);
        }
        prepared.setHeader(HttpHeaders.USER_AGENT, settings.userAgent());
        prepared.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        settings.credentials().stream()
                .filter(credential -> !s3 && credential.isFor(uri))
                .forEach(credential -> prepared.setHeader(credential.header(), credential.value()));
        return prepared;
    }

    /** Where this answer sends us, if it does and we go. */
    private static Optional<URI> location(ClassicHttpRequest request, URI uri, ClassicHttpResponse response) {
        Header location = response.getFirstHeader(HttpHeaders.LOCATION);
        if (!REDIRECTS.contains(response.getCode()) || location == null || !follows(request, response.getCode())) {
            return Optional.empty();
        }
        try {
            URI next = RemoteUri.resolve(uri, utf8(location.getValue()));
            if (uri.getScheme().equals("https") && next.getScheme().equals("http")) {
                throw new FinalException("the URL " + RemoteUri.shown(next) + " is not encrypted");
            }
            return Optional.of(next);
        } catch (FinalException e) {
            drop(response);
            throw new FinalException(
                    RemoteUri.shown(uri) + ": redirected, but " + e.getMessage() + "; not followed", e);
        }
    }

    private static boolean follows(ClassicHttpRequest request, int status) {
        if (request.containsHeader(RemoteClient.NO_REDIRECTS)) {
            return false;
        }
        if (isSafe(request)) {
            return true;
        }
        HttpEntity body = request.getEntity();
        boolean repeatable = body == null || body.isRepeatable();
        return request.getMethod().equals("POST") && (!KEEPING_METHOD.contains(status) || repeatable);
    }

    private static boolean isSafe(ClassicHttpRequest request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }

    private static ClassicHttpRequest redirected(ClassicHttpRequest request, int status, URI next) {
        if (isSafe(request) || KEEPING_METHOD.contains(status)) {
            return ClassicRequestBuilder.copy(request).setUri(next).build();
        }
        ClassicHttpRequest get = ClassicRequestBuilder.get(next).build();
        get.setHeaders(request.getHeaders());
        get.removeHeaders(HttpHeaders.CONTENT_TYPE);
        get.removeHeaders(HttpHeaders.CONTENT_LENGTH);
        get.removeHeaders(HttpHeaders.TRANSFER_ENCODING);
        return get;
    }

    private ClassicHttpResponse arrived(ClassicHttpResponse response, URI uri) {
        if (!s3) {
            Headers.filterResponse(response);
        }
        response.setHeader(RemoteClient.FINAL_URL, uri.toString());
        return response;
    }

    /** Ends a redirect: a short body is read so that the connection can be kept, any other costs it. */
    private static void drop(ClassicHttpResponse response) {
        if (response.getEntity() instanceof RemoteBody body) {
            body.drop();
        }
    }

    private static HttpRoute route(URI uri) {
        boolean secure = uri.getScheme().equals("https");
        int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
        return new HttpRoute(new HttpHost(uri.getScheme(), uri.getHost(), port), null, secure);
    }

    private static URI uri(ClassicHttpRequest request) {
        try {
            return RemoteUri.parse(request.getUri().toString());
        } catch (URISyntaxException e) {
            throw new FinalException("the URL " + RemoteUri.shown(e.getInput()) + " is not a URL", e);
        }
    }

    /** HttpClient reads headers as Latin-1; what servers send beyond ASCII is mostly UTF-8. */
    private static String utf8(String header) {
        String decoded = new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return decoded.indexOf('\uFFFD') < 0 ? decoded : header;
    }
}
