package io.camelopard.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link Soak} in a bucket. */
class BucketSoakTest {
    @TempDir
    Path folder;

    @Test
    void eachProductIsInTheBucketOnceHoweverOftenItIsKilled() {
        new Soak(folder).run(Soak.Plan.brief(40, 2), new SoakBucket(folder.resolve("buckets")));
    }

    @Test
    @Tag("faults")
    void eachOfFiveThousandProductsIsInTheBucketOnceAfterTwentyMinutes() {
        new Soak(folder).run(Soak.Plan.whole(), new SoakBucket(folder.resolve("buckets")));
    }
}
