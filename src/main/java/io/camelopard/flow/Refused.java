package io.camelopard.flow;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the drop folder's consumer does with a file that was refused: its step has told why already. */
final class Refused implements ExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Refused.class);

    @Override
    public void handleException(Throwable failure) {
        handleException(null, null, failure);
    }

    @Override
    public void handleException(String message, Throwable failure) {
        handleException(message, null, failure);
    }

    @Override
    public void handleException(@Nullable String message, @Nullable Exchange exchange, Throwable failure) {
        if (!Discovery.expected(failure)) {
            LOG.warn("inbox.failed {}", message, failure);
        }
    }
}
