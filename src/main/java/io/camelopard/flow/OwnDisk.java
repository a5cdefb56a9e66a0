package io.camelopard.flow;

import io.camelopard.transfer.DiskException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process knows of its own disks. Once something could not be written nothing is fetched for a while, and then one
 * product at a time until one has come in whole; told once, however many fail. Thread-safe.
 */
public final class OwnDisk implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(OwnDisk.class);
    static final Duration PAUSE = Duration.ofSeconds(10);
    /** Failures that are no further apart are one. */
    private static final Duration SAME = Duration.ofMinutes(1);

    private final LongSupplier nanos;
    private boolean failedBefore;
    private boolean doubtful;
    private long failed;

    OwnDisk() {
        this(System::nanoTime);
    }

    /** @param nanos a clock that does not step */
    OwnDisk(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Something could not be written.
     *
     * @return how long it is left alone
     */
    synchronized Duration failed(String reason) {
        long now = nanos.getAsLong();
        if (!failedBefore || now - failed > SAME.toNanos()) {
            LOG.warn("disk.failed reason=\"{}\" nothing is lost; tried again every {} s", reason, PAUSE.toSeconds());
        }
        failedBefore = true;
        doubtful = true;
        failed = now;
        return PAUSE;
    }

    /** A product has come in whole; one that was being written when another failed says nothing. */
    synchronized void works() {
        doubtful = doubtful && rests();
    }

    /** How many products may be fetched at a time, of as many as usually. */
    synchronized int places(int usually) {
        if (!doubtful) {
            return usually;
        }
        return rests() ? 0 : 1;
    }

    private boolean rests() {
        return nanos.getAsLong() - failed < PAUSE.toNanos();
    }

    /** A question's answer could not be written. */
    @Override
    public void process(Exchange exchange) {
        DiskException failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, DiskException.class);
        if (failure != null) {
            failed(String.valueOf(failure.getMessage()));
        }
    }
}
