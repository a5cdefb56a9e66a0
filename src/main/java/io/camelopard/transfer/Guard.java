package io.camelopard.transfer;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** On which condition an object is written: that there still is what was looked at, or still nothing. */
record Guard(@Nullable String match, @Nullable String noneMatch) {
    static final Guard NONE = new Guard(null, null);

    static Guard of(@Nullable HeadObjectResponse there) {
        return there == null ? new Guard(null, "*") : new Guard(there.eTag(), null);
    }

    Guard unquoted() {
        return new Guard(match == null ? null : PartSums.plain(match), noneMatch);
    }
}
