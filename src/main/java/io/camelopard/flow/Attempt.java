package io.camelopard.flow;

import io.camelopard.TransientException;
import io.camelopard.transfer.BrokenTransfer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One attempt at a product: the places where it may be, and how it went so far. For one exchange. */
final class Attempt {
    private static final int QUICK = 2;
    /** Bytes by which a broken transfer has come far enough to be as good as a first one. */
    private static final long PROGRESS = 16 << 20;

    private final List<String> places;
    private final List<String> reasons = new ArrayList<>();
    private int at;
    private final Set<String> doubted = new HashSet<>();
    private int repeated;
    private int doubts;
    private long reached;
    private @Nullable TransientException passing;
    private @Nullable Throwable decided;
    private boolean within;

    /** @param places in the order in which they are tried, not empty */
    Attempt(List<String> places) {
        this.places = List.copyOf(places);
    }

    /** Where it is tried now. */
    String place() {
        return places.get(at);
    }

    boolean hasNext() {
        return at + 1 < places.size();
    }

    /**
     * Whether it may be repeated here at once: twice without progress, and not when the server said when to come back.
     *
     * @param budget asked once a failure, but for a transfer that goes on
     */
    boolean quick(Throwable failure, BooleanSupplier budget) {
        if (failure instanceof Spoilt) {
            return true;
        }
        if (!(failure instanceof TransientException t) || t.retryAfter().isPresent() || repeated >= QUICK) {
            return false;
        }
        if (failure instanceof BrokenTransfer) {
            return true;
        }
        if (failure != decided) {
            decided = failure;
            within = budget.getAsBoolean();
        }
        return within;
    }

    void repeat(Throwable failure) {
        repeated += failure instanceof Spoilt ? 0 : 1;
    }

    /** A broken transfer goes on where so many bytes are there. */
    void goesOnAt(long bytes) {
        if (bytes - reached >= PROGRESS) {
            reached = bytes;
            repeated = Math.min(repeated, 1);
        }
    }

    /** Goes on to the next place. */
    void next(Throwable failure) {
        if (failure instanceof TransientException t && passing == null) {
            passing = t;
        }
        reasons.add(String.valueOf(failure.getMessage()));
        repeated = 0;
        doubts = 0;
        at++;
    }

    /**
     * Takes note of bytes that are doubtful.
     *
     * @return whether the same have come before, from here or from another place
     */
    boolean doubted(String sha256) {
        doubts++;
        return !doubted.add(sha256);
    }

    /** How often that was so here. */
    int doubts() {
        return doubts;
    }

    /** The failure at an earlier place that may pass, though the last one does not. */
    Optional<TransientException> passing() {
        return Optional.ofNullable(passing);
    }

    /** Why it failed, at all places. */
    String reason(Throwable last) {
        List<String> all = new ArrayList<>(reasons);
        all.add(last.getMessage() == null ? last.toString() : last.getMessage());
        return String.join("; then ", all);
    }
}
