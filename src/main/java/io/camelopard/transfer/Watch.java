package io.camelopard.transfer;

import io.camelopard.TransientException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.jspecify.annotations.Nullable;

/**
 * The clock of one request: cuts its connection from outside when the deadline passes, when the head of an answer drips
 * in, or when bytes come too slowly, since a thread inside a socket's read cannot look at a clock itself.
 */
final class Watch implements Runnable {
    private static final Duration TICK = Duration.ofMillis(200);

    private final ClientSettings settings;
    private final ExecRuntime runtime;
    private final long started = System.nanoTime();
    private volatile long headExpected;
    private volatile boolean awaitingHead;
    private volatile long readSince;
    private volatile boolean reading;
    private volatile @Nullable String reason;
    private volatile @Nullable ScheduledFuture<?> ticks;

    // Touched by the reading thread alone.
    private long windowBytes;
    private long windowNanos;

    private Watch(ClientSettings settings, ExecRuntime runtime) {
        this.settings = settings;
        this.runtime = runtime;
    }

    static Watch start(ClientSettings settings, ExecRuntime runtime, ScheduledExecutorService watchdog) {
        Watch watch = new Watch(settings, runtime);
        try {
            watch.ticks = watchdog.scheduleWithFixedDelay(watch, TICK.toNanos(), TICK.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            throw new TransientException("the client is closed", e);
        }
        return watch;
    }

    void stop() {
        ScheduledFuture<?> running = ticks;
        if (running != null) {
            running.cancel(false);
        }
    }

    void headExpected() {
        headExpected = System.nanoTime();
        awaitingHead = true;
    }

    void headArrived() {
        awaitingHead = false;
    }

    void readBegins() {
        readSince = System.nanoTime();
        reading = true;
    }

    /** @return what is wrong with the speed, if it is */
    @Nullable String readEnded(int bytes) {
        reading = false;
        windowBytes += Math.max(0, bytes);
        windowNanos += System.nanoTime() - readSince;
        long window = settings.lowSpeedTime().toNanos();
        if (windowNanos < window) {
            return null;
        }
        boolean slow = windowBytes < settings.lowSpeedBytes() * (windowNanos / 1e9);
        String found = windowBytes + " bytes in " + seconds(windowNanos) + " s, less than " + settings.lowSpeedBytes()
                + " bytes/s";
        windowBytes = 0;
        windowNanos = 0;
        return slow && bytes >= 0 ? found : null;
    }

    @Override
    public void run() {
        long now = System.nanoTime();
        if (now - started > settings.deadline().toNanos()) {
            cut("not complete after " + settings.deadline().toSeconds() + " s");
        } else if (awaitingHead && now - headExpected > headLimit().toNanos()) {
            cut("no whole answer head after " + headLimit().toSeconds() + " s");
        } else if (reading
                && settings.lowSpeedBytes() > 0
                && now - readSince > readLimit().toNanos()) {
            cut("nothing came for " + readLimit().toSeconds() + " s");
        }
    }

    /** What happened, if it was this watch that cut the connection; else {@code other}. */
    RuntimeException failure(String what, RuntimeException other) {
        String cut = reason;
        return cut == null ? other : new TransientException(what + ": " + cut, other);
    }

    private void cut(String why) {
        reason = why;
        stop();
        runtime.discardEndpoint();
    }

    /** Waiting for a connection, connecting and waiting for the first byte have their own time-outs. */
    private Duration headLimit() {
        return settings.connectTimeout()
                .multipliedBy(2)
                .plus(settings.idleTimeout())
                .plus(settings.lowSpeedTime());
    }

    /** Chunk headers can drip without end inside one read. */
    private Duration readLimit() {
        return settings.idleTimeout().plus(settings.lowSpeedTime());
    }

    private static String seconds(long nanos) {
        return String.valueOf(Math.round(nanos / 1e9));
    }
}
