package io.camelopard.vo;

import java.time.Duration;

/** How a conversation waits. */
@FunctionalInterface
public interface Pauses {
    /** Waits so long; false, at once, when this process is stopping and nothing is waited for any more. */
    boolean pause(Duration time);
}
