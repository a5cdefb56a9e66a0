package io.camelopard.transfer;

import io.camelopard.testing.S3Server;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** At a server that has the bucket in the name of the host, as AWS has it. */
class HostBucketStoreTest extends BucketStoreTest {
    @Override
    Store open() throws Exception {
        server = S3Server.onDiskAt(folder.resolve("s3"), "s3.test").bucket(BUCKET);
        int port = URI.create(server.endpoint()).getPort();
        NetworkPolicy network = NetworkPolicy.of("127.0.0.0/8", host -> {
            if (!host.equals(BUCKET + ".s3.test")) {
                throw new UnknownHostException(host);
            }
            return InetAddress.getAllByName("127.0.0.1");
        });
        buckets =
                buckets(new S3Settings(URI.create("http://s3.test:" + port), "us-east-1", true, false, null), network);
        return buckets.store(BUCKET, notes, PART);
    }
}
