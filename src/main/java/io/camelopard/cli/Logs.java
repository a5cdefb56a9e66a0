package io.camelopard.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** How much is logged on standard error, by command. */
final class Logs {
    private Logs() {}

    /** Only what somebody may have to act on; a progress display shows the rest. */
    static void quiet() {
        level("io.camelopard", Level.WARN);
    }

    /** A line for each product and run. */
    static void verbose() {
        level("io.camelopard", Level.INFO);
    }

    private static void level(String name, Level level) {
        if (LoggerFactory.getLogger(name) instanceof Logger logger) {
            logger.setLevel(level);
        }
    }
}
