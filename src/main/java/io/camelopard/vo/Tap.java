package io.camelopard.vo;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.votable.Limits;
import io.camelopard.votable.VotableScan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks TAP services (TAP 1.1, and 1.0), synchronously or by a job. Thread-safe as far as its parts are. */
public final class Tap {
    private static final Logger LOG = LoggerFactory.getLogger(Tap.class);

    // Some servers and proxies take no longer URL; a POST is understood by all services.
    private static final int LONGEST_URL = 2_000;

    // Too large for this way of asking, or for the time that it has.
    private static final Set<Integer> TOO_LARGE = Set.of(408, 413, 414, 431, 504);
    private static final Set<Integer> BUSY = Set.of(425, 429, 502, 503);
    private static final Set<Integer> NO_JOBS = Set.of(404, 405, 501);

    // What services say when a query is for a job; to run one in vain costs a request or two.
    private static final Pattern FOR_A_JOB = Pattern.compile(
            "\\btime[ -]?out|\\btimed[ -]?out|\\btook too long|\\btoo (long|large|big|many)\\b|\\btime limit"
                    + "|\\bstatement timeout|\\bexceed\\w*\\b.{0,60}\\b(time|limit|duration|size)"
                    + "|\\b(time|limit|duration|size)\\b.{0,60}\\bexceed|\\basync",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern UPLOAD_TOO_LARGE = Pattern.compile(
            "\\bHTTP 413\\b|\\bupload\\w*\\b.{0,200}\\b(limit|large|big|exceed\\w*|maximum|too many)\\b"
                    + "|\\b(limit|large|big|exceed\\w*|maximum|too many)\\b.{0,200}\\bupload",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Ask ask;
    private final Uws uws;
    private final Limits limits;

    public Tap(Ask ask, Uws uws, Limits limits) {
        this.ask = ask;
        this.uws = uws;
        this.limits = limits;
    }

    /**
     * A query.
     *
     * @param url of the service, with or without a slash or {@code /sync} at its end
     * @param params further ones, as written
     * @param maxrec null for the service's own limit
     * @param upload a VOTable that is {@code TAP_UPLOAD.targets}
     */
    public record Query(
            String url,
            String adql,
            Map<String, List<String>> params,
            @Nullable Integer maxrec,
            @Nullable Path upload) {}

    /**
     * An answer, whose status is good; what it says of itself is not looked at yet.
     *
     * @param partial whether it comes of a job that the service aborted, so that rows are missing
     */
    public record Answered(Answer answer, boolean partial) {}

    /** By one request. */
    public Answered sync(Query query) {
        return new Answered(checked(send(syncRequest(query))), false);
    }

    /** By a job. */
    public Answered async(Query query, KnownJobs known) {
        return uws.run(jobRequest(query), known, job -> new Answered(uws.result(job), job.aborted()));
    }

    /**
     * By one request, and by a job where the service says that this is too much for one request: by its status, by its words,
     * by leaving us without an answer, or by its limit of rows where we gave none, which for a job is often far higher. Where
     * jobs are not to be had, what came of the request counts.
     */
    public Answered auto(Query query, KnownJobs known) {
        if (uws.goesOn(jobRequest(query), known)) {
            return async(query, known);
        }
        Sync first = trySync(query);
        if (first.good()) {
            return new Answered(first.answered(), false);
        }
        LOG.info("tap.async service={} reason=\"{}\"", Urls.shown(query.url()), first.reason());
        try {
            Answered answered = async(query, known);
            first.close();
            return answered;
        } catch (FinalException e) {
            return first.instead(e);
        } catch (RuntimeException e) {
            first.close();
            throw e;
        }
    }

    /** What came of the request, and why a job is to be tried. */
    private record Sync(
            @Nullable Answer answer,
            @Nullable RuntimeException failure,
            @Nullable String reason) {
        boolean good() {
            return reason == null;
        }

        Answer answered() {
            if (answer == null) {
                throw new IllegalStateException("no answer");
            }
            return answer;
        }

        /** A truncated answer is better than none; of two failures, the job's is the one that had the better chance. */
        Answered instead(FinalException ofTheJob) {
            if (answer != null) {
                LOG.warn("tap.async reason=\"{}\"; the truncated answer is taken", ofTheJob.getMessage());
                return new Answered(answer, false);
            }
            if (failure != null && isWithoutJobs(ofTheJob)) {
                throw failure;
            }
            throw ofTheJob;
        }

        private static boolean isWithoutJobs(FinalException failure) {
            return NO_JOBS.stream()
                    .anyMatch(status -> String.valueOf(failure.getMessage()).contains("HTTP " + status));
        }

        void close() {
            if (answer != null) {
                answer.close();
            }
        }
    }

    private Sync trySync(Query query) {
        Request request = syncRequest(query);
        Answer answer;
        try {
            answer = send(request.once());
            if (BUSY.contains(answer.status())) {
                answer.close();
                answer = send(request);
            }
        } catch (TransientException e) {
            return new Sync(null, e, String.valueOf(e.getMessage()));
        }
        return judged(query, answer);
    }

    private Sync judged(Query query, Answer answer) {
        boolean keep = false;
        try {
            Faults.check(answer, Protocol.TAP);
            var trailer = VotableScan.scan(answer.body(), limits);
            Faults.check(trailer, Protocol.TAP, answer.url());
            keep = true;
            boolean cut = trailer.overflow() && query.maxrec() == null;
            return new Sync(answer, null, cut ? "OVERFLOW without a MAXREC of ours" : null);
        } catch (FinalException | TransientException e) {
            String words = String.valueOf(e.getMessage());
            if (TOO_LARGE.contains(answer.status())
                    || FOR_A_JOB.matcher(said(words, answer)).find()) {
                return new Sync(null, e, words);
            }
            throw e;
        } finally {
            if (!keep) {
                answer.close();
            }
        }
    }

    // Our own address says nothing about what happened, and may have "async" in it.
    private static String said(String message, Answer answer) {
        return message.replace(Urls.shown(answer.url()), "");
    }

    private Answer send(Request request) {
        if (request.method().equals("GET")) {
            return ask.ask(request);
        }
        Posted posted = Posted.ask(ask, request);
        String location = posted.location();
        if (location == null) {
            return posted.answer();
        }
        posted.answer().close();
        Request get = Request.get(location, request.maxBytes(), request.purpose());
        return ask.ask(request.patient() ? get : get.once());
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

    // ---- requests

    private static Request syncRequest(Query query) {
        String url = base(query.url()) + "/sync";
        Request get = Request.get(url, params(query), Request.AS_CONFIGURED, "TAP query");
        boolean post = query.upload() != null || get.uri().length() > LONGEST_URL;
        return post ? posting(url, query) : get;
    }

    private static Request jobRequest(Query query) {
        return posting(base(query.url()) + "/async", query);
    }

    private static Request posting(String url, Query query) {
        Request post = Request.post(url, params(query), Request.AS_CONFIGURED, "TAP query");
        Path upload = query.upload();
        return upload == null
                ? post
                : post.with(List.of(new Request.Part("targets", "application/x-votable+xml", upload)));
    }

    /** REQUEST is for services of TAP 1.0 and does no harm (TAP 1.1, section 2.3). */
    private static List<Map.Entry<String, String>> params(Query query) {
        List<Map.Entry<String, String>> params = new ArrayList<>();
        params.add(Map.entry("REQUEST", "doQuery"));
        params.add(Map.entry("LANG", "ADQL"));
        params.add(Map.entry("QUERY", query.adql()));
        if (query.maxrec() != null) {
            params.add(Map.entry("MAXREC", query.maxrec().toString()));
        }
        if (query.upload() != null) {
            params.add(Map.entry("UPLOAD", "targets,param:targets"));
        }
        query.params().forEach((name, values) -> values.forEach(value -> params.add(Map.entry(name, value))));
        return params;
    }

    /** The base of the service's endpoints. */
    static String base(String url) {
        String base = url.strip().replaceFirst("[?&]$", "").replaceFirst("/+$", "");
        String last = base.substring(base.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return last.equals("sync") || last.equals("async") ? base.substring(0, base.lastIndexOf('/')) : base;
    }

    // ---- uploads

    /** Whether a service refused this because the uploaded table is too large for it. */
    public static boolean isUploadTooLarge(FinalException failure) {
        return UPLOAD_TOO_LARGE.matcher(String.valueOf(failure.getMessage())).find();
    }

    /** What the service says of the size of uploads; empty where it says nothing, or does not tell us. */
    public Optional<UploadLimit> uploadLimit(String url) {
        Request request = Request.get(base(url) + "/capabilities", UploadLimit.MAX_DOCUMENT, "limits of a service");
        try (Answer answer = ask.ask(request.once())) {
            return answer.status() == 200 ? UploadLimit.read(answer.body()) : Optional.empty();
        } catch (TransientException | FinalException e) {
            LOG.info("tap.capabilities service={} reason=\"{}\"", Urls.shown(url), e.getMessage());
            return Optional.empty();
        }
    }
}
