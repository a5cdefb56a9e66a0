package io.camelopard.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A selected row and what may be stored of it.
 *
 * @param identity the row's own, by which it is accounted for when it has no product
 * @param context the row and its target, as JSON
 * @param alternatives in order of preference, each the products to fetch; without any, {@code skipped} or {@code failed} says why
 * @param skipped why there is no product, which is no failure
 * @param failed why there is no product, which is a failure
 */
public record Selected(
        String identity,
        String context,
        List<List<NewProduct>> alternatives,
        @Nullable String skipped,
        @Nullable String failed) {
    public Selected {
        alternatives = alternatives.stream()
                .map(List::copyOf)
                .filter(a -> !a.isEmpty())
                .toList();
    }

    public static Selected of(String identity, String context, List<List<NewProduct>> alternatives) {
        return new Selected(identity, context, alternatives, null, null);
    }

    public static Selected skipped(String identity, String context, String reason) {
        return new Selected(identity, context, List.of(), reason, null);
    }

    public static Selected failed(String identity, String context, String reason) {
        return new Selected(identity, context, List.of(), null, reason);
    }
}
