package io.camelopard.vo;

/**
 * How many identifiers one request to a service may have, learnt from what it took. Thread-safe.
 *
 * <p>It doubles on success until a size was seen to be too large, and from then on halves the distance to that.
 */
final class BatchSize {
    private static final int START = 50;
    private static final int MAX = 500;

    private int size = START;
    private int ceiling = MAX;
    private boolean proven;

    synchronized int current() {
        return size;
    }

    /** Whether it has answered several in one request. */
    synchronized boolean proven() {
        return proven;
    }

    synchronized void answered(int count) {
        proven |= count > 1;
        if (count >= size) {
            int grown = ceiling == MAX ? size * 2 : size + (ceiling - size + 1) / 2;
            size = Math.min(grown, ceiling);
        }
    }

    /** It did not take this many; {@code took} is what it did take, 0 where that is unknown. */
    synchronized void tooMany(int count, int took) {
        ceiling = Math.max(1, Math.min(ceiling, count - 1));
        size = Math.min(ceiling, Math.min(size, took > 0 ? took : Math.max(1, count / 2)));
    }

    /** What it answers to several cannot be told apart. */
    synchronized void oneByOne() {
        ceiling = 1;
        size = 1;
    }
}
