package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.testing.MisbehavingServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate of its own making, for 127.0.0.1 and localhost. */
class RemoteTlsTest {
    private final SSLContext tls = context();
    private final MisbehavingServer archive = start("127.0.0.1");
    private final MisbehavingServer plain = MisbehavingServer.start();

    private static SSLContext context() {
        char[] password = "changeit".toCharArray();
        try (InputStream in = RemoteTlsTest.class.getResourceAsStream("/transfer/localhost.p12")) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("localhost", store.getCertificate("localhost"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private MisbehavingServer start(String address) {
        try {
            return MisbehavingServer.start(
                    tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getAllByName(address)[0]));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        archive.close();
        plain.close();
    }

    private Http trusting() {
        return new Http(new RemoteClient(Http.settings(), new DefaultClientTlsStrategy(tls)));
    }

    private static String https(MisbehavingServer server, String path) {
        return server.url(path).replace("http:", "https:");
    }

    @Test
    void refusesACertificateThatNobodyVouchesFor() throws IOException {
        try (Http http = Http.open()) {
            assertThatThrownBy(() -> http.bytes(https(archive, "/x?token=secret")))
                    .isInstanceOf(FinalException.class)
                    .hasMessageStartingWith(https(archive, "/x") + ": no trusted connection: ");
        }
        assertThat(archive.requests()).isEmpty();
    }

    @Test
    void refusesACertificateForAnotherHost() throws IOException {
        try (MisbehavingServer other = start("127.0.0.2");
                Http http = trusting()) {
            assertThatThrownBy(() -> http.bytes(https(other, "/x")))
                    .isInstanceOf(FinalException.class)
                    .hasMessageContaining("no trusted connection");
            assertThat(other.requests()).isEmpty();
        }
    }

    /** The authority of the certificate, as PEM. */
    static Path authority(Path folder) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = RemoteTlsTest.class.getResourceAsStream("/transfer/localhost.p12")) {
            store.load(in, "changeit".toCharArray());
        }
        byte[] certificate = store.getCertificate("localhost").getEncoded();
        return Files.writeString(
                folder.resolve("ca.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate)
                        + "\n-----END CERTIFICATE-----\n");
    }

    /** {@code camelopard.s3.caBundle}. */
    @Test
    void trustsTheAuthoritiesOfABundleForTheirHostsAlone(@TempDir Path folder) throws Exception {
        Path pem = authority(folder);
        archive.serve("/x").text("done");
        try (MisbehavingServer other = start("127.0.0.2");
                Http http = new Http(new RemoteClient(Http.settings(), CaBundle.strategy(pem)))) {
            assertThat(http.bytes(https(archive, "/x"))).asString().isEqualTo("done");
            assertThatThrownBy(() -> http.bytes(https(other, "/x")))
                    .isInstanceOf(FinalException.class)
                    .hasMessageContaining("no trusted connection");
        }
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        assertThatThrownBy(() -> CaBundle.strategy(empty))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("holds no certificate");
    }

    @Test
    void refusesARedirectToAnUnencryptedConnection() throws IOException {
        archive.serve("/x").redirectTo(plain.url("/y"));
        plain.serve("/y").text("done");
        plain.serve("/up").redirectTo(https(archive, "/z"));
        archive.serve("/z").text("done");
        try (Http http = trusting()) {
            assertThatThrownBy(() -> http.bytes(https(archive, "/x")))
                    .isInstanceOf(FinalException.class)
                    .hasMessageContaining("is not encrypted; not followed");
            assertThat(plain.requests()).isEmpty();
            assertThat(http.bytes(plain.url("/up"))).asString().isEqualTo("done");
        }
    }

    @Test
    void callsACutConnectionTransientAlsoWithinTls() throws IOException {
        archive.serve("/x").bytes(28_800).thenCloseAfter(4_096);
        archive.serve("/y").bytes(28_800).thenResetAfter(4_096);
        try (Http http = trusting()) {
            assertThatThrownBy(() -> http.bytes(https(archive, "/x")))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("4096 of 28800 bytes, then the server closed");
            assertThatThrownBy(() -> http.bytes(https(archive, "/y"))).isInstanceOf(TransientException.class);
        }
    }
}
