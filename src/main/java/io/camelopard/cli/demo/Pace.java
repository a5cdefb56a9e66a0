package io.camelopard.cli.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How slow the archive is.
 *
 * @param perRequest the wait before each answer
 * @param bytesPerSecond the rate of each answer's body; 0 is as fast as it goes
 */
public record Pace(Duration perRequest, long bytesPerSecond) {
    private static final int STEPS_PER_SECOND = 20;

    public static Pace unlimited() {
        return new Pace(Duration.ZERO, 0);
    }

    void await() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(perRequest.toNanos());
    }

    void write(byte[] body, OutputStream out) throws IOException, InterruptedException {
        int step = bytesPerSecond == 0 ? body.length : (int) Math.max(1, bytesPerSecond / STEPS_PER_SECOND);
        for (int at = 0; at < body.length; at += step) {
            if (at > 0) {
                TimeUnit.MILLISECONDS.sleep(1000 / STEPS_PER_SECOND);
            }
            out.write(body, at, Math.min(step, body.length - at));
            out.flush();
        }
    }
}
