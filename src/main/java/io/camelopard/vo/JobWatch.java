package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees a job through its phases to the last one (UWS 1.1, sections 2.1.3 and 2.2.1.1). */
final class JobWatch {
    private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
    static final long MAX_DOCUMENT = 16L << 20;
    private static final Set<Integer> GONE = Set.of(404, 410);
    private static final Duration SHORT_LIFE = Duration.ofHours(1);

    /** As long as nobody answers, this long. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final Ask ask;
    private final Pauses pauses;
    private final Clock clock;
    private final Uws.Settings settings;

    JobWatch(Ask ask, Pauses pauses, Clock clock, Uws.Settings settings) {
        this.ask = ask;
        this.pauses = pauses;
        this.clock = clock;
        this.settings = settings;
    }

    /** The job in its last phase; empty when the service has none at this URL any more. */
    Optional<UwsJob> ended(String url) {
        Instant began = clock.instant();
        Pace pace = new Pace();
        Optional<UwsJob> seen = look(url, List.of());
        seen.ifPresent(this::warnOfShortLife);
        while (seen.isPresent() && !seen.get().ended()) {
            UwsJob job = seen.get();
            if (Duration.between(began, clock.instant()).compareTo(settings.longest()) > 0) {
                throw new FinalException(Urls.shown(url) + ": the job is " + job.phase() + " after "
                        + settings.longest().toHours() + " h; it is given up (camelopard.jobs.longest)");
            }
            RuntimeException refusal = job.wantsRun() ? start(job) : null;
            pace.pause();
            List<Map.Entry<String, String>> wait = blocking(job);
            seen = look(url, wait);
            if (refusal != null && seen.filter(UwsJob::wantsRun).isPresent()) {
                throw refusal;
            }
            pace.looked(
                    !wait.isEmpty(),
                    seen.filter(now -> now.phase().equals(job.phase())).isEmpty());
        }
        return seen.filter(
                job -> !job.phase().equals("ARCHIVED") || !job.results().isEmpty());
    }

    /** Only where a service has to block; with the phase, so that a change just before is not waited for in vain. */
    private List<Map.Entry<String, String>> blocking(UwsJob job) {
        boolean active = job.phase().equals("QUEUED") || job.phase().equals("EXECUTING");
        return job.blocks() && active
                ? List.of(
                        Map.entry("PHASE", job.phase()),
                        Map.entry("WAIT", String.valueOf(settings.blocking().toSeconds())))
                : List.of();
    }

    private Optional<UwsJob> look(String url, List<Map.Entry<String, String>> params) {
        return patiently(url, () -> {
            try (Answer answer = ask.ask(Request.get(url, params, MAX_DOCUMENT, "phase of a job"))) {
                if (GONE.contains(answer.status())) {
                    return Optional.empty();
                }
                Faults.checkStatus(answer);
                return Optional.of(UwsJob.read(answer.body(), url, answer.url()));
            }
        });
    }

    /** What the service has against it; null when it took it. A job that runs already may be one reason. */
    private @Nullable RuntimeException start(UwsJob job) {
        List<Map.Entry<String, String>> params = List.of(Map.entry("PHASE", "RUN"));
        Request run = Request.post(job.below("phase"), params, MAX_DOCUMENT, "run a job");
        try (Answer answer = Posted.ask(ask, run).answer()) {
            if (answer.status() >= 400) {
                Faults.checkStatus(answer);
            }
            return null;
        } catch (TransientException e) {
            LOG.info("job.run job={} reason=\"{}\"", Urls.shown(job.url()), e.getMessage());
            return null;
        } catch (FinalException e) {
            return e;
        }
    }

    private void warnOfShortLife(UwsJob job) {
        Instant end = job.destruction();
        if (end != null && end.isBefore(clock.instant().plus(SHORT_LIFE))) {
            LOG.warn("job.life job={} the service forgets it at {}", Urls.shown(job.url()), end);
        } else {
            LOG.debug("job.life job={} destruction={}", Urls.shown(job.url()), end);
        }
    }

    /** No two looks are closer than a pause that grows while nothing changes, unless the service keeps us waiting itself. */
    private final class Pace {
        private static final Duration FIRST = Duration.ofMillis(200);
        private static final Duration LONGEST = Duration.ofSeconds(30);
        private static final Duration BLOCKED = Duration.ofSeconds(5);

        private Duration between = FIRST;
        private Instant last = clock.instant();

        void pause() {
            waitFor(between.minus(Duration.between(last, clock.instant())));
            last = clock.instant();
        }

        void looked(boolean waiting, boolean changed) {
            boolean blocked = waiting && Duration.between(last, clock.instant()).compareTo(BLOCKED) >= 0;
            between = changed || blocked ? FIRST : shorter(between.multipliedBy(2), LONGEST);
        }
    }

    private void waitFor(Duration time) {
        if (!pauses.pause(time.isNegative() ? Duration.ZERO : time)) {
            throw new TransientException("this process is stopping; the job goes on and is found again");
        }
    }

    boolean stopping() {
        return !pauses.pause(Duration.ZERO);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Asks until there is an answer: that a service is away for a while is not the end of a job. */
    <T> T patiently(String url, Supplier<T> question) {
        Instant until = clock.instant().plus(PATIENCE);
        Duration pause = Duration.ofSeconds(1);
        while (true) {
            try {
                return question.get();
            } catch (TransientException e) {
                if (stopping() || clock.instant().isAfter(until)) {
                    throw e;
                }
                LOG.warn("job.away job={} reason=\"{}\"", Urls.shown(url), e.getMessage());
                waitFor(e.retryAfter()
                        .filter(asked -> asked.compareTo(PATIENCE) < 0)
                        .orElse(pause));
                pause = shorter(pause.multipliedBy(2), Duration.ofMinutes(1));
            }
        }
    }
}
