package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a job at a service to its end (UWS 1.1, and 1.0): makes it, or finds again the one that a process before this made,
 * tells it to run, waits, hands out what it has become, and deletes it. Thread-safe as far as its parts are.
 *
 * <p>A service that cannot be reached for a while loses no job, nor does the end of this process: then the job is left
 * alone, and its URL stays in {@link KnownJobs}. After any other end the job is deleted, without following the redirect to
 * the list of all jobs; that it could not be deleted is logged and nothing else.
 */
public final class Uws {
    private static final Logger LOG = LoggerFactory.getLogger(Uws.class);
    private static final long MAX_DOCUMENT = JobWatch.MAX_DOCUMENT;
    private static final Set<Integer> GONE = Set.of(404, 410);
    private static final Set<Integer> REFUSED = Set.of(401, 403, 404, 410);

    /** Times that a job is made anew that the service has lost. */
    private static final int REMADE = 2;

    private final Ask ask;
    private final JobWatch watch;

    /**
     * How long things may take.
     *
     * @param blocking of one request that the service may keep waiting; less than the client waits for a byte
     * @param longest from the first look at a job to its end
     */
    public record Settings(Duration blocking, Duration longest) {}

    public Uws(Ask ask, Pauses pauses, Clock clock, Settings settings) {
        this.ask = ask;
        this.watch = new JobWatch(ask, pauses, clock, settings);
    }

    /**
     * Runs a job and gives what {@code use} makes of it, while it is still there.
     *
     * @param create the POST that makes the job, to the service's list of jobs; without PHASE
     * @param use gets a job that is completed, aborted with something to show, or archived with it
     * @throws FinalException with the service's own words when the job ends in an error
     * @throws TransientException when the service cannot be reached for long, or this process is stopping
     */
    public <T> T run(Request create, KnownJobs known, Function<UwsJob, T> use) {
        String key = Fingerprint.of(create);
        for (int made = 0; made <= REMADE; made++) {
            String url = known.find(key).orElseGet(() -> made(create, key, known));
            try {
                Optional<UwsJob> job = watch.ended(url);
                if (job.isPresent()) {
                    return use.apply(usable(job.get()));
                }
                LOG.warn("job.gone job={} it is made anew", Urls.shown(url));
            } finally {
                if (!watch.stopping()) {
                    delete(url);
                    known.forget(key);
                }
            }
        }
        throw new FinalException(Urls.shown(create.url()) + ": the service lost the job " + (REMADE + 1) + " times");
    }

    /** Whether a job for this is going on, as far as is known. */
    boolean goesOn(Request create, KnownJobs known) {
        return known.find(Fingerprint.of(create)).isPresent();
    }

    private String made(Request create, String key, KnownJobs known) {
        String url = create(create);
        known.keep(key, url);
        LOG.info("job.begin job={} purpose=\"{}\"", Urls.shown(url), create.purpose());
        return url;
    }

    private String create(Request create) {
        Posted posted = Posted.ask(ask, create);
        try (Answer answer = posted.answer()) {
            if (posted.location() != null) {
                return posted.location().replaceFirst("/+$", "");
            }
            Faults.checkStatus(answer);
            Body body = Body.of(answer);
            if (body.kind() == Body.Kind.XML) {
                Optional<String> id = UwsJob.id(answer.body(), answer.url());
                if (id.isPresent()) {
                    return answer.url().replaceFirst("/+$", "") + "/" + Urls.encode(id.get());
                }
            }
            throw Faults.failure(answer.url(), body.kind() + " instead of a redirect to a new job", body.words());
        }
    }

    /** The job, unless there is nothing to use of it. */
    private UwsJob usable(UwsJob job) {
        LOG.info(
                "job.end job={} phase={} results={}",
                Urls.shown(job.url()),
                job.phase(),
                job.results().size());
        if (job.phase().equals("ERROR")) {
            throw error(job);
        }
        if (job.aborted() && job.results().isEmpty()) {
            String message = job.message() == null ? "" : ": " + job.message();
            throw new FinalException(Urls.shown(job.url()) + ": the service aborted the job" + message);
        }
        return job;
    }

    /** The error document says more than the summary, and comes with status 200 (TAP 1.1, section 5.3). */
    private RuntimeException error(UwsJob job) {
        String summary = job.message() == null ? "" : job.message();
        String words = words(job);
        String all = words.isEmpty() || summary.contains(words)
                ? summary
                : summary.isEmpty() || words.contains(summary) ? words : summary + "; " + words;
        RuntimeException failure = Faults.failure(job.url(), "the job ended in an error", Body.shorten(all));
        return job.passing() ? new TransientException(String.valueOf(failure.getMessage())) : failure;
    }

    private String words(UwsJob job) {
        try (Answer answer = ask.ask(Request.get(job.below("error"), MAX_DOCUMENT, "error of a job"))) {
            return answer.status() == 200 ? Body.of(answer).words() : "";
        } catch (TransientException | FinalException e) {
            LOG.debug("job.error job={} no error document", Urls.shown(job.url()), e);
            return "";
        }
    }

    /**
     * The answer of the job: the result called {@code result}, else the only one (TAP 1.1, section 5.3). Where its address is
     * refused, the one that it has by the standard is tried, which some services serve and do not name. The caller closes it.
     */
    public Answer result(UwsJob job) {
        String named = named(job);
        String standard = job.below("results/result");
        return watch.patiently(job.url(), () -> {
            Answer answer = ask.ask(Request.get(named, Request.AS_CONFIGURED, "result of a job"));
            if (REFUSED.contains(answer.status()) && !named.equals(standard)) {
                answer.close();
                LOG.info(
                        "job.result url={} status={}; asking for {}",
                        Urls.shown(named),
                        answer.status(),
                        Urls.shown(standard));
                answer = ask.ask(Request.get(standard, Request.AS_CONFIGURED, "result of a job"));
            }
            return checked(answer);
        });
    }

    private static Answer checked(Answer answer) {
        try {
            Faults.checkStatus(answer);
            return answer;
        } catch (RuntimeException e) {
            answer.close();
            throw e;
        }
    }

    /**
     * Where the results of a job are, and may be: the one called {@code result}, the others in the order of the document, and
     * the address that one has by the standard, which some services serve and do not name.
     */
    public static List<String> results(UwsJob job) {
        Stream<String> named = job.results().stream()
                .sorted(Comparator.comparing(result -> !isNamed(result)))
                .map(UwsJob.Result::url);
        return Stream.concat(named, Stream.of(job.below("results/result")))
                .distinct()
                .toList();
    }

    private static boolean isNamed(UwsJob.Result result) {
        return result.id().equalsIgnoreCase("result");
    }

    private static String named(UwsJob job) {
        List<UwsJob.Result> results = job.results();
        return results.stream()
                .filter(Uws::isNamed)
                .findFirst()
                .or(() -> results.stream().filter(result -> results.size() == 1).findFirst())
                .map(UwsJob.Result::url)
                .orElseGet(() -> job.below("results/result"));
    }

    private void delete(String url) {
        try (Answer answer = ask.ask(Request.delete(url, MAX_DOCUMENT, "delete a job"))) {
            if (answer.status() >= 400 && !GONE.contains(answer.status())) {
                deleteByPost(url);
            }
        } catch (TransientException | FinalException e) {
            LOG.warn("job.left job={} reason=\"{}\"", Urls.shown(url), e.getMessage());
        }
    }

    /** The other way that the standard has, for services behind a proxy that takes no DELETE (UWS 1.1, section 2.2.3.2). */
    private void deleteByPost(String url) {
        List<Map.Entry<String, String>> params = List.of(Map.entry("ACTION", "DELETE"));
        Request post = Request.post(url, params, MAX_DOCUMENT, "delete a job").withoutRedirects();
        try (Answer answer = ask.ask(post)) {
            if (answer.status() >= 400 && !GONE.contains(answer.status())) {
                Faults.checkStatus(answer);
            }
        }
    }
}
