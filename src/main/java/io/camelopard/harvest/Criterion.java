package io.camelopard.harvest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition of {@code search.criteria} or {@code search.products} (MAST): any of the values, as written (text may hold
 * {@code *}), or from {@code min} to {@code max}.
 */
public record Criterion(
        List<String> values, @Nullable Double min, @Nullable Double max) {
    public Criterion {
        values = List.copyOf(values);
    }

    public boolean range() {
        return min != null || max != null;
    }
}
