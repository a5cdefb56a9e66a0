package io.camelopard.flow;

import io.camelopard.FinalException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much the folders of one tree hold together: a server that has ever new folders below its folders ends at the limit,
 * however little each of them has. Counted by this process and for each run anew. Thread-safe.
 */
final class TreeSizes {
    private static final int MOST_TREES = 10_000;

    private final long limit;
    private final Map<String, Long> sizes = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_TREES;
        }
    });

    TreeSizes(long limit) {
        this.limit = limit;
    }

    /** @throws FinalException if that is one entry too many */
    void addOne(String run, String tree, String shown) {
        if (sizes.merge(run + " " + tree, 1L, Long::sum) > limit) {
            throw new FinalException(
                    "%s has more than the %d entries allowed in all its folders".formatted(shown, limit)
                            + " (camelopard.limits.directoryFiles)");
        }
    }
}
