package io.camelopard.flow;

import io.camelopard.harvest.ServiceRef;
import io.camelopard.harvest.Targets;
import io.camelopard.vo.Answer;
import io.camelopard.vo.Region;
import io.camelopard.vo.Service;
import io.camelopard.vo.Target;
import io.camelopard.votable.Trailer;
import org.jspecify.annotations.Nullable;

/** One target at one service: first what is to be searched, then also what was answered. */
final class OneSearch {
    private final Targets.@Nullable One one;
    private final @Nullable ServiceRef ref;
    private @Nullable Target target;
    private @Nullable Region region;
    private @Nullable Service service;
    private @Nullable Answer answer;
    private @Nullable Trailer trailer;

    OneSearch(Targets.@Nullable One one, @Nullable ServiceRef ref) {
        this.one = one;
        this.ref = ref;
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
        return (one == null ? "" : "target '" + one.label() + "' ") + (ref == null ? "" : "at " + ref);
    }
}
