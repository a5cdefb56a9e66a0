package io.camelopard.transfer;

import io.camelopard.TransientException;
import java.time.Duration;

/** A request was not sent, because its host had asked to be left alone. */
public final class HostRests extends TransientException {
    public HostRests(String url, Duration left) {
        super(
                "%s: its host asked to be left alone for %d s more"
                        .formatted(url, left.plusMillis(999).toSeconds()),
                null,
                left);
    }
}
