package io.camelopard.transfer;

import io.camelopard.testing.S3Server;
import io.camelopard.testing.StrictS3;

/** On a server that refuses what some servers refuse, conditions of a write among it. */
class StrictBucketStoreTest extends BucketStoreTest {
    StrictS3 strict;

    @Override
    Store open() throws Exception {
        server = S3Server.onDisk(folder.resolve("s3")).bucket(BUCKET);
        strict = strict(server);
        buckets = buckets(strict.endpoint());
        return buckets.store(BUCKET, notes, PART);
    }

    StrictS3 strict(S3Server behind) {
        return StrictS3.withoutConditions(behind);
    }

    @Override
    void end() {
        super.end();
        strict.close();
    }
}
