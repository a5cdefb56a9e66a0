package io.camelopard.flow;

import io.camelopard.harvest.ServiceRef;
import io.camelopard.harvest.Targets;
import io.camelopard.vo.Answer;
import io.camelopard.vo.Region;
import io.camelopard.vo.Service;
import io.camelopard.vo.Target;
import io.camelopard.votable.Trailer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One target, or an upload of all, at one service: first what is to be searched, then also what was answered. */
final class OneSearch {
    private final Targets.@Nullable One one;
    private final @Nullable ServiceRef ref;
    private final List<Targets.One> all;
    private final @Nullable Uploaded uploaded;
    private boolean partial;
    private @Nullable Target target;
    private @Nullable Region region;
    private @Nullable Service service;
    private @Nullable Answer answer;
    private @Nullable Trailer trailer;

    OneSearch(Targets.@Nullable One one, @Nullable ServiceRef ref) {
        this(one, ref, List.of(), null);
    }

    private OneSearch(
            Targets.@Nullable One one, @Nullable ServiceRef ref, List<Targets.One> all, @Nullable Uploaded uploaded) {
        this.one = one;
        this.ref = ref;
        this.all = all;
        this.uploaded = uploaded;
    }

    /** All targets at once, in an upload that is still to be made. */
    static OneSearch ofAll(List<Targets.One> targets, @Nullable ServiceRef ref) {
        return new OneSearch(null, ref, targets, null);
    }

    /** A part of this search: that much of the upload. */
    OneSearch part(Uploaded some) {
        return new OneSearch(null, ref, List.of(), some);
    }

    /** Targets of which an upload is to be made; none where that is not what is to be done. */
    List<Targets.One> all() {
        return all;
    }

    @Nullable Uploaded uploaded() {
        return uploaded;
    }

    /** How many targets it is for. */
    int targets() {
        return uploaded != null ? uploaded.size() : Math.max(1, all.size());
    }

    /** Rows are missing from the answer. */
    void answeredPartially() {
        partial = true;
    }

    boolean partial() {
        return partial;
    }

    Targets.@Nullable One one() {
        return one;
    }

    @Nullable ServiceRef ref() {
        return ref;
    }

    void found(@Nullable Target where, @Nullable Region around) {
        target = where;
        region = around;
    }

    void answered(Service by, Answer with, Trailer ending) {
        service = by;
        answer = with;
        trailer = ending;
    }

    @Nullable Target target() {
        return target;
    }

    /** Where to search; null where the search has no place in the sky. */
    @Nullable Region region() {
        return region;
    }

    @Nullable Service service() {
        return service;
    }

    Answer answer() {
        if (answer == null) {
            throw new IllegalStateException("not answered yet");
        }
        return answer;
    }

    Trailer trailer() {
        if (trailer == null) {
            throw new IllegalStateException("not answered yet");
        }
        return trailer;
    }

    /** For messages: the target as written and the service. */
    @Override
    public String toString() {
        String what = one == null ? "" : "target '" + one.label() + "' ";
        String uploads = uploaded == null ? "" : uploaded.size() + " uploaded targets ";
        return what + uploads + (ref == null ? "" : "at " + ref);
    }
}
