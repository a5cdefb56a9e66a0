package io.camelopard.transfer;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/** A client as Camel's component makes and uses one: configured by us, answers opened and not handled. */
final class Http implements AutoCloseable {
    final RemoteClient remote;
    private final CloseableHttpClient client;

    Http(ClientSettings settings) {
        this(new RemoteClient(settings));
    }

    Http(RemoteClient remote) {
        this.remote = remote;
        HttpClientBuilder builder = HttpClientBuilder.create();
        remote.configure(builder);
        client = builder.build();
    }

    static Http open() {
        return new Http(settings());
    }

    /** Everything quick; loopback allowed. */
    static ClientSettings settings() {
        return settings("127.0.0.0/8,::1", Duration.ofSeconds(30), List.of());
    }

    static ClientSettings settings(String allowed, Duration deadline, List<Credential> credentials) {
        return settings(allowed, Duration.ofMillis(700), deadline, credentials);
    }

    static ClientSettings settings(String allowed, Duration idle, Duration deadline, List<Credential> credentials) {
        return new ClientSettings(
                "Camelopard/test",
                Duration.ofSeconds(2),
                idle,
                deadline,
                1000,
                Duration.ofMillis(600),
                5,
                NetworkPolicy.of(allowed),
                credentials,
                4,
                8);
    }

    ClassicHttpResponse get(String url) throws IOException {
        return send(ClassicRequestBuilder.get(url).build());
    }

    ClassicHttpResponse send(ClassicHttpRequest request) throws IOException {
        HttpHost host = new HttpHost(
                request.getScheme(),
                request.getAuthority().getHostName(),
                request.getAuthority().getPort());
        return client.executeOpen(host, request, null);
    }

    byte[] bytes(String url) throws IOException {
        try (ClassicHttpResponse response = get(url)) {
            return EntityUtils.toByteArray(response.getEntity());
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        remote.close();
    }
}
