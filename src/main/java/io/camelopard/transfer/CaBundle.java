package io.camelopard.transfer;

import io.camelopard.MisuseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.jspecify.annotations.Nullable;

/** Certificate authorities of one's own, besides those that this Java trusts. Host names are checked as always. */
final class CaBundle {
    private CaBundle() {}

    /**
     * Trusts what this Java trusts and the certificates of a file.
     *
     * @param pem one or more certificates
     * @throws MisuseException if the file holds none
     */
    static TlsSocketStrategy strategy(Path pem) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int count = 0;
            for (Certificate certificate : certificates(pem)) {
                trusted.setCertificateEntry("own-" + ++count, certificate);
            }
            for (X509Certificate certificate : trustManager(null).getAcceptedIssuers()) {
                trusted.setCertificateEntry("java-" + ++count, certificate);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trustManager(trusted)}, null);
            return new DefaultClientTlsStrategy(context);
        } catch (IOException | GeneralSecurityException e) {
            throw new MisuseException(
                    "camelopard.s3.caBundle = %s: cannot be read as PEM certificates: %s"
                            .formatted(pem, e.getMessage()),
                    e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path pem)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(pem)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new MisuseException("camelopard.s3.caBundle = %s: holds no certificate".formatted(pem));
            }
            return found;
        }
    }

    private static X509TrustManager trustManager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new IllegalStateException("this Java has no X.509 trust manager");
    }
}
