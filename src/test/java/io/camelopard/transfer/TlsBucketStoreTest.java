package io.camelopard.transfer;

import io.camelopard.testing.S3Server;
import java.net.URI;

/** At a server that speaks TLS, with a certificate of an authority of its own. */
class TlsBucketStoreTest extends BucketStoreTest {
    @Override
    Store open() throws Exception {
        server = S3Server.onDiskWithTls(folder.resolve("s3")).bucket(BUCKET);
        S3Settings settings =
                new S3Settings(URI.create(server.endpoint()), "us-east-1", true, true, RemoteTlsTest.authority(folder));
        buckets = buckets(settings, NetworkPolicy.of("127.0.0.0/8"));
        return buckets.store(BUCKET, notes, PART);
    }
}
