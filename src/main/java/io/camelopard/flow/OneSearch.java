package io.camelopard.flow;

import io.camelopard.harvest.Progress;
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
    private @Nullable SearchAnswers answers;
    private @Nullable SearchPart part;
    private @Nullable Progress progress;
    private @Nullable String query;
    private boolean accepted;

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

    /** Whether rows are missing from the answer, whatever it says itself. */
    void answeredPartially(boolean missing) {
        partial = missing;
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

    /**
     * @param with where its answers come from
     * @param since its watermark; null where the harvest has none
     */
    void begin(SearchAnswers with, @Nullable Progress since) {
        answers = with;
        progress = since;
    }

    /** Its watermark; null where the harvest has none. */
    @Nullable Progress progress() {
        return progress;
    }

    SearchAnswers answers() {
        return present(answers);
    }

    /** From now on, this part of it is asked for; null is all of it. */
    void narrow(@Nullable SearchPart to) {
        part = to;
    }

    /** What is asked for instead of the whole; null: the whole. */
    @Nullable SearchPart part() {
        return part;
    }

    /**
     * The ADQL to send now: the query, or that for a part of it.
     *
     * @param rendered the query with its placeholders filled in
     */
    String adql(String rendered) {
        query = rendered;
        return part instanceof ColumnPart some ? some.adql() : rendered;
    }

    /** The query that was last sent, whole. */
    String query() {
        return present(query);
    }

    /** Its answer is truncated, and that will do. */
    void accepted() {
        accepted = true;
    }

    /** Whether nothing is missing in its answers, if all of them were read. */
    boolean whole() {
        return !accepted;
    }

    /** The answer takes the place of the one before, which is closed. */
    void answered(Service by, Answer with, Trailer ending) {
        close();
        service = by;
        answer = with;
        trailer = ending;
    }

    @Nullable Target target() {
        return target;
    }

    /** Where to search now; null where the search has no place in the sky. */
    @Nullable Region region() {
        return part instanceof SkyPart cell ? cell.region() : region;
    }

    @Nullable Service service() {
        return service;
    }

    Answer answer() {
        return present(answer);
    }

    Trailer trailer() {
        return present(trailer);
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("not answered yet");
        }
        return value;
    }

    /** Closes the answer, if there is one. */
    void close() {
        if (answer != null) {
            answer.close();
        }
    }

    /** The target as written; empty where there is none. */
    String targetName() {
        return one == null ? "" : one.label();
    }

    /** The service as written; empty where there is none. */
    String serviceName() {
        return ref == null ? "" : ref.toString();
    }

    /** For messages: the target as written and the service. */
    @Override
    public String toString() {
        String what = one == null ? "" : "target '" + one.label() + "' ";
        String uploads = uploaded == null ? "" : uploaded.size() + " uploaded targets ";
        return what + uploads + (ref == null ? "" : "at " + ref);
    }
}
