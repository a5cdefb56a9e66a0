package io.camelopard.transfer;

import java.io.Closeable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.cookie.StandardCookieSpec;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes HttpClients safe to be pointed at remote servers: one pool of connections, and one handler in the chain of each
 * client that holds what must hold on every hop (see {@link RemoteExchange}).
 *
 * <p>A request of such a client ends in an answer of any status or in a {@link io.camelopard.TransientException} (no
 * connection, silence, too slow, past the deadline) or {@link io.camelopard.FinalException} (refused by policy or TLS);
 * so do reads of its body. The body must be closed; closed before its end it closes the connection, nothing is drained.
 * Requests keep only the headers that the protocol needs, answers those of {@link Headers}, and {@link #FINAL_URL} says
 * where the answer came from. No proxy is used, since behind one nobody checks addresses.
 *
 * <p>Thread-safe. Whoever makes it closes it, which cuts all transfers at their connection.
 */
public final class RemoteClient implements Closeable {
    /** Response header, set by us and never by the server: the URL after redirects. */
    public static final String FINAL_URL = "X-Camelopard-Url";

    /** Request header, for us and never sent: with it a redirect is the answer. */
    public static final String NO_REDIRECTS = "X-Camelopard-No-Redirects";

    private static final TimeValue KEEP_ALIVE = TimeValue.ofMinutes(1);

    private final ClientSettings settings;
    private final Hosts hosts;
    private final PoolingHttpClientConnectionManager connections;
    private final ScheduledExecutorService watchdog;

    /** A client that trusts the certificate authorities of this Java, and checks host names. */
    public RemoteClient(ClientSettings settings) {
        this(settings, Hosts.FORGOTTEN);
    }

    /** As {@link #RemoteClient(ClientSettings)}, with a memory for what hosts ask for. */
    public RemoteClient(ClientSettings settings, Hosts hosts) {
        this(settings, hosts, DefaultClientTlsStrategy.createDefault());
    }

    RemoteClient(ClientSettings settings, TlsSocketStrategy tls) {
        this(settings, Hosts.FORGOTTEN, tls);
    }

    private RemoteClient(ClientSettings settings, Hosts hosts, TlsSocketStrategy tls) {
        this.settings = settings;
        this.hosts = hosts;
        this.connections = pool(settings, tls);
        this.watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "transfer-watchdog");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Sets up a client; what it builds may be closed without harm to the others. */
    public void configure(HttpClientBuilder builder) {
        configure(builder, new RemoteExchange(settings, hosts, watchdog, false));
    }

    /** As {@link #configure(HttpClientBuilder)}, for the requests of an S3 client. */
    void configureForS3(HttpClientBuilder builder) {
        configure(builder, new RemoteExchange(settings, hosts, watchdog, true));
    }

    private void configure(HttpClientBuilder builder, RemoteExchange exchange) {
        builder.setConnectionManager(connections)
                .setConnectionManagerShared(true)
                .setUserAgent(settings.userAgent())
                .setDefaultRequestConfig(requests())
                .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableAuthCaching()
                .disableCookieManagement()
                .disableContentCompression()
                .disableConnectionState()
                .addExecInterceptorFirst("camelopard", exchange);
    }

    /** The one pool. */
    public HttpClientConnectionManager connections() {
        return connections;
    }

    /** Connections in use now, for gauges. */
    public int leased() {
        return connections.getTotalStats().getLeased();
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
        connections.close(CloseMode.IMMEDIATE);
    }

    RequestConfig requests() {
        return RequestConfig.custom()
                .setConnectionRequestTimeout(timeout(settings.connectTimeout()))
                .setResponseTimeout(timeout(settings.idleTimeout()))
                .setConnectionKeepAlive(KEEP_ALIVE)
                .setRedirectsEnabled(false)
                .setAuthenticationEnabled(false)
                .setContentCompressionEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .setCookieSpec(StandardCookieSpec.IGNORE)
                .build();
    }

    private static PoolingHttpClientConnectionManager pool(ClientSettings settings, TlsSocketStrategy tls) {
        // Without these a header line or a chunk header may be as long as the heap.
        Http1Config bounded = Http1Config.custom()
                .setMaxLineLength(64 << 10)
                .setMaxHeaderCount(200)
                .build();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(tls)
                .setDnsResolver(new CheckedResolver(settings.network()))
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(bounded)
                        .responseParserFactory(AnswerParser::new)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout(settings.connectTimeout()))
                        .setSocketTimeout(timeout(settings.idleTimeout()))
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setSoTimeout(timeout(settings.idleTimeout()))
                        .build())
                .setMaxConnPerRoute(settings.maxPerHost())
                .setMaxConnTotal(settings.maxTotal())
                .build();
    }

    private static Timeout timeout(Duration duration) {
        return Timeout.of(duration);
    }

    /** Asked by the connection manager for names and literals alike; it connects to what this returns. */
    private record CheckedResolver(NetworkPolicy network) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return network.resolve(host);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
