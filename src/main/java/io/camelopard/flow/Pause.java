package io.camelopard.flow;

import io.camelopard.TransientException;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the redelivery of a question wait as long as the server asked, within reason. */
final class Pause implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(Pause.class);
    static final Duration LONGEST = Duration.ofMinutes(5);

    @Override
    public void process(Exchange exchange) {
        TransientException failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, TransientException.class);
        if (failure == null) {
            return;
        }
        LOG.info("question.retry reason=\"{}\"", failure.getMessage());
        failure.retryAfter()
                .filter(pause -> pause.compareTo(LONGEST) <= 0)
                .ifPresentOrElse(
                        pause -> exchange.getIn().setHeader(Exchange.REDELIVERY_DELAY, pause.toMillis()),
                        () -> exchange.getIn().removeHeader(Exchange.REDELIVERY_DELAY));
    }
}
