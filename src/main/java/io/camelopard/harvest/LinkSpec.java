package io.camelopard.harvest;

import java.util.List;

/**
 * What {@code links} says.
 *
 * @param alternatives in order of preference; empty only with {@link Mode#NONE}
 */
public record LinkSpec(Mode mode, List<Alternative> alternatives) {
    public LinkSpec {
        alternatives = List.copyOf(alternatives);
    }

    /** Whether products are stored, and whether DataLink is followed. */
    public enum Mode {
        /** No products, only tables. */
        NONE,
        /** The row's own access URL; DataLink is ignored. */
        DIRECT,
        /** DataLink where there is one, else the row's own access URL. */
        FOLLOW
    }

    public boolean none() {
        return mode == Mode.NONE;
    }

    public boolean direct() {
        return mode == Mode.DIRECT;
    }
}
