package io.camelopard.transfer;

import io.camelopard.FinalException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * The HTTP client of the S3 SDK: our own, so that its requests keep the same rules as all others (addresses, deadline, low
 * speed, connection dropped when a body is closed early).
 */
final class S3Http implements SdkHttpClient {
    /** Pages of listings and errors are read into memory by the SDK; one of a thousand keys is below 2 MB. */
    private static final int MAX_DOCUMENT = 16 << 20;

    private static final Set<String> SET_BY_US = Set.of("host", "content-length", "transfer-encoding", "expect");

    /** Parameters of the requests whose answer is a list. */
    private static final Set<String> LISTS = Set.of("list-type", "uploads", "uploadId");

    private static final int WORTH_ASKING = 1 << 20;

    private final CloseableHttpClient client;
    private final RequestConfig asking;

    S3Http(RemoteClient remote) {
        this.asking = RequestConfig.copy(remote.requests())
                .setExpectContinueEnabled(true)
                .build();
        HttpClientBuilder builder = HttpClientBuilder.create();
        remote.configureForS3(builder);
        this.client = builder.build();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return send(request);
            }

            @Override
            public void abort() {
                // Only the time-outs of the SDK, which are off, ask for this; ours cut the connection themselves.
            }
        };
    }

    private HttpExecuteResponse send(HttpExecuteRequest request) throws IOException {
        SdkHttpRequest sdk = request.httpRequest();
        URI uri = sdk.getUri();
        ClassicHttpRequest own =
                ClassicRequestBuilder.create(sdk.method().name()).setUri(uri).build();
        sdk.forEachHeader((name, values) -> {
            if (!SET_BY_US.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> own.addHeader(name, value));
            }
        });
        request.contentStreamProvider().ifPresent(content -> own.setEntity(entity(sdk, content)));
        HttpHost host = new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
        return answer(sdk, client.executeOpen(host, own, context(own)));
    }

    /** A refusal is wanted before the body is sent: most servers close the connection with it, and nobody would see it. */
    private @Nullable HttpClientContext context(ClassicHttpRequest request) {
        if (request.getEntity() == null || request.getEntity().getContentLength() < WORTH_ASKING) {
            return null;
        }
        HttpClientContext context = HttpClientContext.create();
        context.setRequestConfig(asking);
        return context;
    }

    private static HttpEntity entity(SdkHttpRequest sdk, ContentStreamProvider content) {
        long length =
                sdk.firstMatchingHeader("Content-Length").map(Long::parseLong).orElse(-1L);
        ContentType type =
                sdk.firstMatchingHeader("Content-Type").map(ContentType::parse).orElse(null);
        return new InputStreamEntity(content.newStream(), length, type);
    }

    private static HttpExecuteResponse answer(SdkHttpRequest request, ClassicHttpResponse response) throws IOException {
        SdkHttpFullResponse.Builder head = SdkHttpFullResponse.builder().statusCode(response.getCode());
        for (Header header : response.getHeaders()) {
            head.appendHeader(header.getName(), header.getValue());
        }
        HttpExecuteResponse.Builder answer = HttpExecuteResponse.builder().response(head.build());
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            response.close();
            return answer.build();
        }
        boolean object = response.getCode() < 300
                && request.method() == SdkHttpMethod.GET
                && LISTS.stream().noneMatch(request.rawQueryParameters()::containsKey);
        InputStream body = entity.getContent();
        return answer.responseBody(AbortableInputStream.create(object ? body : new Document(body)))
                .build();
    }

    @Override
    public String clientName() {
        return "Camelopard";
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new IllegalStateException("a shared client has nothing to close", e);
        }
    }

    /** Metadata, of which there is not without end. */
    private static final class Document extends FilterInputStream {
        private long read;

        Document(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return (int) count(in.read(), 1);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            return (int) count(n, n);
        }

        private long count(long result, int bytes) {
            read += result < 0 ? 0 : bytes;
            if (read > MAX_DOCUMENT) {
                throw new FinalException("the answer of the S3 server is longer than " + MAX_DOCUMENT + " bytes");
            }
            return result;
        }
    }
}
