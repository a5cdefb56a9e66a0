package io.camelopard.transfer;

import io.camelopard.testing.S3Server;
import io.camelopard.testing.StrictS3;

/** As {@link StrictBucketStoreTest}, but conditions of a write are kept. */
class ConditionalBucketStoreTest extends StrictBucketStoreTest {
    @Override
    StrictS3 strict(S3Server behind) {
        return StrictS3.withConditions(behind);
    }
}
