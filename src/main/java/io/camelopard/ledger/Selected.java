package io.camelopard.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A selected row and what may be stored of it.
 *
 * @param identity the row's own, by which it is accounted for when it has no product
 * @param context the row and its target, as JSON
 * @param steps in order of preference, each the products to fetch; without any, {@code skipped} or {@code failed} says why
 * @param skipped why there is no product, which is no failure
 * @param failed why there is no product, which is a failure
 * @param notBefore until then the row is skipped, from then on its steps are owed
 */
public record Selected(
        String identity,
        String context,
        List<Step> steps,
        @Nullable String skipped,
        @Nullable String failed,
        @Nullable Instant notBefore) {
    public Selected {
        steps = steps.stream().filter(step -> !step.products().isEmpty()).toList();
    }

    public static Selected of(String identity, String context, List<Step> steps) {
        return new Selected(identity, context, steps, null, null, null);
    }

    /** Each list of products is an alternative of its own. */
    public static Selected ofAlternatives(String identity, String context, List<List<NewProduct>> alternatives) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < alternatives.size(); i++) {
            steps.add(new Step(i, alternatives.get(i)));
        }
        return of(identity, context, steps);
    }

    public static Selected skipped(String identity, String context, String reason) {
        return new Selected(identity, context, List.of(), reason, null, null);
    }

    public static Selected failed(String identity, String context, String reason) {
        return new Selected(identity, context, List.of(), null, reason, null);
    }

    /** The same, skipped for this reason until the moment has come. */
    public Selected notBefore(Instant moment, String reason) {
        return new Selected(identity, context, steps, reason, failed, moment);
    }

    /** Whether it is skipped at this moment because its own has not come. */
    public boolean held(Instant now) {
        return notBefore != null && notBefore.isAfter(now);
    }
}
