package io.camelopard.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelopard.ledger.Run;
import io.camelopard.testing.MisbehavingServer;
import io.camelopard.testing.MisbehavingServer.Request;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that have had enough (429, 503) get the rest that they ask for, by all who ask them; others do not notice. */
class HostStormTest {
    private static final int PER_HOST = 4;

    @TempDir
    Path folder;

    private final MisbehavingServer seconds = MisbehavingServer.start("127.0.0.2");
    private final MisbehavingServer date = MisbehavingServer.start("127.0.0.3");
    private final MisbehavingServer unsaid = MisbehavingServer.start("127.0.0.4");
    private final MisbehavingServer good = MisbehavingServer.start("127.0.0.5");

    @AfterEach
    void stop() {
        Stream.of(seconds, date, unsaid, good).forEach(MisbehavingServer::close);
    }

    @Test
    void restsAreKept() {
        storm(3, 30);
    }

    @Test
    @Tag("faults")
    void longRestsAreKept() {
        storm(60, 300);
    }

    /** RELIABILITY P6: of what fails for good there are fewer repetitions than the five each that the attempts would allow. */
    @Test
    void whatGoesOnFailingIsRepeatedWithinABudget() {
        good.otherwise().fits(5_760);
        List<String> urls = IntStream.range(0, 60)
                .mapToObj(i -> good.url("/" + i + ".fits"))
                .toList();
        IntStream.range(0, 10)
                .forEach(i ->
                        good.serve("/" + i + ".fits").fits(5_760).status(500).everyTime());
        try (Trial trial = Trial.in(folder).start()) {
            Run run = trial.run("failing", Trial.urls(urls));

            assertThat(run.stored()).isEqualTo(50);
            assertThat(run.failed()).isEqualTo(10);
        }
        List<Request> all = good.requests();
        Duration time =
                Duration.ofNanos(all.get(all.size() - 1).nanoTime() - all.get(0).nanoTime());
        assertThat(all.size() - 60L).as("repetitions").isBetween(10L, 20L + 6 + 2 * time.toSeconds() + 4);
    }

    private void storm(int rest, int each) {
        Instant elsewhen = Instant.parse("2020-01-01T00:00:00Z");
        date.clock(Clock.fixed(elsewhen, ZoneOffset.UTC));
        good.otherwise().fits(5_760);
        seconds.otherwise().fits(5_760).status(429).retryAfter(rest).times(PER_HOST);
        date.otherwise()
                .fits(5_760)
                .status(503)
                .retryAfter(elsewhen.plusSeconds(rest))
                .times(PER_HOST);
        unsaid.otherwise().fits(5_760).status(503).times(PER_HOST);
        List<MisbehavingServer> hosts = List.of(seconds, date, unsaid, good);
        try (Trial trial = Trial.in(folder)
                .set("camelopard.transfers", "16")
                .set("camelopard.retry.base", "1s")
                .start()) {
            Run run = trial.begin(
                    "storm",
                    Trial.urls(IntStream.range(0, each)
                            .boxed()
                            .flatMap(i -> hosts.stream().map(host -> host.url("/" + host.port() + "-" + i + ".fits")))
                            .toList()));
            Run ended = trial.end(run, Duration.ofSeconds(60L + 2L * rest));

            assertThat(ended.stored()).isEqualTo(4L * each);
        }
        for (MisbehavingServer host : List.of(seconds, date)) {
            assertThat(before(host, Duration.ofSeconds(rest)))
                    .as("requests before the rest is over")
                    .isLessThanOrEqualTo(PER_HOST);
            assertThat(host.requests()).hasSizeLessThanOrEqualTo(each + PER_HOST);
        }
        assertThat(unsaid.requests()).hasSize(each + PER_HOST);
        assertThat(good.requests()).hasSize(each);
        assertThat(before(good, Duration.ofSeconds(rest)))
                .as("of the good host meanwhile")
                .isEqualTo(each);
    }

    private static long before(MisbehavingServer host, Duration rest) {
        long first = host.requests().get(0).nanoTime();
        return host.requests().stream()
                .map(Request::nanoTime)
                .filter(time -> time - first < rest.toNanos())
                .count();
    }
}
