package io.camelopard.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.testing.S3Server;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On S3Proxy, which forgives everything. */
class BucketStoreTest extends StoreContract {
    static final String BUCKET = "products";
    static final int PART = 5 << 20;

    final UploadNotes notes = new UploadNotes();
    S3Server server;
    Buckets buckets;

    @Override
    Store open() throws Exception {
        server = S3Server.onDisk(folder.resolve("s3")).bucket(BUCKET);
        buckets = buckets(endpoint());
        return buckets.store(BUCKET, notes, PART);
    }

    @Override
    void recorded(String path) {
        notes.recorded(store.root(), path);
    }

    String endpoint() {
        return server.endpoint();
    }

    static Buckets buckets(String endpoint) {
        return buckets(
                new S3Settings(URI.create(endpoint), "us-east-1", true, true, null), NetworkPolicy.of("127.0.0.0/8"));
    }

    static Buckets buckets(S3Settings settings, NetworkPolicy network) {
        return new Buckets(
                settings,
                new ClientSettings(
                        "Camelopard/test",
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        0,
                        Duration.ofSeconds(10),
                        5,
                        network,
                        List.of(),
                        8,
                        8));
    }

    @AfterEach
    void end() {
        assertThat(notes.isEmpty()).as("uploads left in the account").isTrue();
        assertThat(server.store().listMultipartUploads(BUCKET)).isEmpty();
        buckets.close();
        server.close();
    }

    /** A process that dies between the object and the ledger leaves an object that is its own all the same. */
    @Test
    void replacesWhatNobodyCouldRecord() {
        Received one = publish("one", "x", false);
        notes.begin(store.root(), "x", one.sha256());

        Received two = publish("two", "x", false);

        assertThat(store.read("x")).contains(two);
    }

    @Test
    void writesBesideAnObjectWhereItCameFrom() {
        Received one = publish("one", "a/x.fits", false);

        assertThat(server.store().blobMetadata(BUCKET, "a/x.fits").metadata())
                .containsEntry("camelopard-sha256", one.sha256())
                .containsEntry("camelopard-source", "https://example.org/x.fits")
                .containsEntry("camelopard-did", "ivo://example/x");
    }
}
