package io.camelopard.harvest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code target} says: names and positions as written, or a file of them (as written, relative to the harvest).
 * {@link Targets} reads them.
 */
public record TargetSpec(List<String> given, @Nullable String file) {
    public static final TargetSpec NONE = new TargetSpec(List.of(), null);

    public TargetSpec {
        given = List.copyOf(given);
    }

    public static TargetSpec of(String... given) {
        return new TargetSpec(List.of(given), null);
    }

    public static TargetSpec ofFile(String file) {
        return new TargetSpec(List.of(), file);
    }

    public boolean isEmpty() {
        return given.isEmpty() && file == null;
    }

    /** Whether there may be several, so that a table gets a column {@code target}. */
    public boolean several() {
        return given.size() > 1 || file != null;
    }
}
