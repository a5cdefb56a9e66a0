package io.camelopard.cli;

import io.camelopard.flow.Camelopard;
import io.camelopard.flow.Settings;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs until the process is told to stop, and then stops in order within 10 s. */
final class Service {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private Service() {}

    static int serve(Settings settings, Camelopard.Role role) throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        AtomicInteger status = new AtomicInteger(Exit.INTERRUPTED);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> shutDown(stop, stopped, status), "stop"));
        try (Camelopard camelopard = Camelopard.start(settings, role)) {
            LOG.info(
                    "start role={} home={} instance={}",
                    role,
                    settings.home(),
                    camelopard.ledger().instance());
            stop.await();
            LOG.info("stop home={}", settings.home());
            status.set(camelopard.idle() ? Exit.STORED : Exit.INTERRUPTED);
        } finally {
            stopped.countDown();
        }
        return status.get();
    }

    /** In the JVM's shutdown, which a signal has begun: the status is this thread's to give. */
    private static void shutDown(CountDownLatch stop, CountDownLatch stopped, AtomicInteger status) {
        if (stop.getCount() == 0) {
            return;
        }
        stop.countDown();
        try {
            if (!stopped.await(10, TimeUnit.SECONDS)) {
                LOG.warn("stop still busy after 10 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(status.get());
    }
}
