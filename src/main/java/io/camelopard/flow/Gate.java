package io.camelopard.flow;

import io.camelopard.FinalException;
import io.camelopard.TransientException;
import io.camelopard.transfer.Content;
import io.camelopard.transfer.Content.Checked;
import io.camelopard.transfer.Content.Doubt;
import io.camelopard.transfer.Content.Verified;
import io.camelopard.transfer.Limits;
import io.camelopard.transfer.ServerDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file has to pass between staging and store (RELIABILITY, section 3): its length, what its server and its link say of
 * it, and what it says of itself. {@link Content} finds out; what follows from a contradiction is decided here.
 *
 * <p>Bytes that contradict a digest are fetched again, at most twice, and then from the next place. When the same bytes come
 * again and there is no other place, that is what the archive has: a FITS file is then stored, marked as one whose checksums
 * are stale, and anything else is refused. Thread-safe.
 */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final int DOUBTS = 3;
    private static final int USUAL = 3;
    private static final int MAX_HOSTS = 1000;
    private static final long NEGLIGIBLE = 1 << 20;
    private static final int FAR = 10;

    private final Limits limits;
    /** How many files of a host turned out to have stale checksums. */
    private final Map<String, Integer> stale = new ConcurrentHashMap<>();

    Gate(Limits limits) {
        this.limits = limits;
    }

    /**
     * Checks a product.
     *
     * @throws TransientException if it is worth another transfer
     * @throws FinalException if it is not what was wanted
     */
    Checked check(Exchange exchange, Arrival arrival) {
        Job job = exchange.getVariable(Vars.JOB, Job.class);
        Attempt attempt = exchange.getVariable(Vars.ATTEMPT, Attempt.class);
        Optional<ServerDigest> digest = arrival.digest();
        digest.flatMap(given -> given.mismatch(arrival.file(), arrival.received()))
                .ifPresent(what -> refuse(arrival, attempt, new Doubt(what, false)));
        Long known = job.hasExactLength() ? job.product().length() : null;
        if (digest.isEmpty()) {
            checkEnd(arrival, known);
        }
        boolean lengthKnown =
                arrival.announced() != null || equal(known, arrival.received().bytes());
        Checked checked = Content.check(
                arrival.file(), arrival.fetch().contentType(), Fetching.promised(arrival.url()), lengthKnown, limits);
        Checked settled = settled(job, arrival, attempt, digest.isPresent(), checked);
        return withSize(job, arrival, settled);
    }

    private static boolean equal(@Nullable Long known, long bytes) {
        return known != null && known == bytes;
    }

    /** The end of a connection is the end of a file only if nothing is known of its length. */
    private static void checkEnd(Arrival arrival, @Nullable Long known) {
        if (known != null && arrival.isOpenEnded() && arrival.received().bytes() < known) {
            throw new TransientException(
                    "%s: %d bytes of no announced length, then the server closed; the archive lists %d bytes"
                            .formatted(
                                    Places.shown(arrival.url()),
                                    arrival.received().bytes(),
                                    known));
        }
    }

    private Checked settled(Job job, Arrival arrival, Attempt attempt, boolean digest, Checked checked) {
        Doubt doubt = checked.doubt().orElse(null);
        if (doubt == null) {
            boolean packed = arrival.decoded() && checked.verified() == Verified.UNVERIFIABLE;
            return digest ? checked.with(Verified.DIGEST) : packed ? checked.with(Verified.GZIP_CHECKSUM) : checked;
        }
        // The header of a cutout is often a copy, with the sums of the whole file.
        boolean known = digest
                || arrival.fetch().use() == Fetch.Use.CUTOUT
                || isUsual(job.product().host());
        if (!known || !doubt.harmless()) {
            refuse(arrival, attempt, doubt);
            stale.merge(job.product().host(), 1, Integer::sum);
        }
        warn(job, arrival, doubt.what() + "; stored as the archive has it");
        return checked.with(Verified.FITS_CHECKSUM_STALE).with(doubt.what());
    }

    /** Whether a host has such files as a rule, so that to fetch each of them twice is asked too much of it. */
    private boolean isUsual(String host) {
        if (stale.size() > MAX_HOSTS) {
            stale.clear();
        }
        return stale.getOrDefault(host, 0) >= USUAL;
    }

    /** Comes back where the same bytes have come before, there is no other place to ask, and they are of use. */
    private static void refuse(Arrival arrival, Attempt attempt, Doubt doubt) {
        boolean same = attempt.doubted(arrival.received().sha256());
        if (same && doubt.harmless() && !attempt.hasNext()) {
            return;
        }
        String what = Places.shown(arrival.url()) + ": " + doubt.what();
        if (same) {
            throw new FinalException(what + "; the same bytes came twice");
        }
        if (attempt.doubts() >= DOUBTS) {
            throw new FinalException(what + "; so it was " + DOUBTS + " times, with other bytes each time");
        }
        throw new TransientException(what);
    }

    /** What a row says of a size is a guess, and a listing may be older than the file: that is told and no failure. */
    private static Checked withSize(Job job, Arrival arrival, Checked checked) {
        Long expected = job.isCutout() ? null : job.product().length();
        long bytes = arrival.received().bytes();
        if (expected == null
                || Math.abs(bytes - expected) <= NEGLIGIBLE
                || (bytes >= expected / FAR && bytes / FAR <= expected)) {
            return checked;
        }
        String what = "%d bytes, where the archive said %d".formatted(bytes, expected);
        warn(job, arrival, what);
        return checked.with(what);
    }

    private static void warn(Job job, Arrival arrival, String reason) {
        LOG.warn(
                "product.doubtful run={} id={} url={} reason=\"{}\"",
                job.product().run(),
                job.product().id(),
                Places.shown(arrival.url()),
                reason);
    }
}
