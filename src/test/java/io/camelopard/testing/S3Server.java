package io.camelopard.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** A real S3 server in this process, in memory or on disk, on a free port of loopback, path style: S3Proxy. */
public final class S3Server implements AutoCloseable {
    public static final String KEY = "devkey";
    public static final String SECRET = "devsecret";

    private final BlobStore store;
    private final S3Proxy proxy;

    private S3Server(BlobStore store, AuthenticationType authentication, String identity, String credential) {
        this(store, 0, authentication, identity, credential);
    }

    private S3Server(BlobStore store, int port, AuthenticationType authentication, String identity, String credential) {
        this(
                store,
                S3Proxy.builder()
                        .endpoint(URI.create("http://127.0.0.1:" + port))
                        .awsAuthentication(authentication, identity, credential));
    }

    private S3Server(BlobStore store, S3Proxy.Builder builder) {
        this.store = store;
        // Without the second, uploads with headers that only AWS knows are refused.
        proxy = builder.blobStore(store)
                .ignoreUnknownHeaders(true)
                .stopTimeout(0)
                .build();
        try {
            proxy.start();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy does not start", e);
        }
    }

    /** One that everybody may read and write. */
    public static S3Server anonymous() {
        return new S3Server(inMemory(), AuthenticationType.NONE, null, null);
    }

    /** One that everybody may read and write, with its objects in a folder. */
    public static S3Server onDisk(Path folder) {
        return new S3Server(onDiskStore(made(folder)), AuthenticationType.NONE, null, null);
    }

    /** One at which a bucket stands in the name of the host, before this one. */
    public static S3Server onDiskAt(Path folder, String host) {
        S3Proxy.Builder builder = S3Proxy.builder()
                .endpoint(URI.create("http://127.0.0.1:0"))
                .virtualHost(host)
                .awsAuthentication(AuthenticationType.NONE, null, null);
        return new S3Server(onDiskStore(made(folder)), builder);
    }

    /** One that speaks TLS alone, with the certificate of 127.0.0.1 that is among the resources of the tests. */
    public static S3Server onDiskWithTls(Path folder) {
        String keys = String.valueOf(S3Server.class.getResource("/transfer/localhost.p12"));
        S3Proxy.Builder builder = S3Proxy.builder()
                .secureEndpoint(URI.create("https://127.0.0.1:0"))
                .keyStore(keys, "changeit")
                .awsAuthentication(AuthenticationType.NONE, null, null);
        return new S3Server(onDiskStore(made(folder)), builder);
    }

    /**
     * A process of its own, for {@link Child}: {@code FOLDER PORT}, where 0 is any port. Says its endpoint and serves until it is
     * killed.
     */
    public static void main(String[] args) throws InterruptedException {
        int port = Integer.parseInt(args[1]);
        S3Server server = new S3Server(onDiskStore(made(Path.of(args[0]))), port, AuthenticationType.NONE, null, null);
        System.out.println(server.endpoint());
        Thread.currentThread().join();
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BlobStore onDiskStore(Path folder) {
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", folder.toString());
        return BlobStores.create("filesystem-nio2", properties);
    }

    private static BlobStore inMemory() {
        return BlobStores.create("transient-nio2", new Properties());
    }

    /** One that wants requests signed with {@link #KEY} and {@link #SECRET}. */
    public static S3Server withCredentials() {
        return new S3Server(inMemory(), AuthenticationType.AWS_V2_OR_V4, KEY, SECRET);
    }

    /** {@code http://127.0.0.1:PORT}, or {@code https:}. */
    public String endpoint() {
        return proxy.getPort() > 0
                ? "http://127.0.0.1:" + proxy.getPort()
                : "https://127.0.0.1:" + proxy.getSecurePort();
    }

    /** What is behind the server, to look at and to fill without a request. */
    public BlobStore store() {
        return store;
    }

    public S3Server bucket(String name) {
        store.createContainer(name);
        return this;
    }

    public S3Server put(String bucket, String key, byte[] content) {
        store.putBlob(
                PutObjectRequest.builder()
                        .bucket(bucket)
                        .key(key)
                        .contentLength((long) content.length)
                        .build(),
                new ByteArrayInputStream(content));
        return this;
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy does not stop", e);
        }
    }
}
