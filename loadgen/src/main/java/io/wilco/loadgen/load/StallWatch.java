package io.wilco.loadgen.load;

/**
 * The longest time without a good reply while one was wanted. A time in which nothing was open, since nothing was due,
 * is no stall; one in which all was refused or timed out is.
 */
final class StallWatch {
    private boolean isWaiting;
    private long sinceNs;
    private long longestNs;

    /** A request was sent. */
    void onSent(final long nowNs) {
        if (!isWaiting) {
            isWaiting = true;
            sinceNs = nowNs;
        }
    }

    /** @param open requests without an outcome after this one */
    void onOk(final long nowNs, final long open) {
        look(nowNs);
        isWaiting = open > 0;
        sinceNs = nowNs;
    }

    /** From here on; what was before does not count. */
    void reset(final long nowNs) {
        longestNs = 0;
        sinceNs = nowNs;
    }

    /** Counts a stall that still goes on. */
    void look(final long nowNs) {
        if (isWaiting) {
            longestNs = Math.max(longestNs, nowNs - sinceNs);
        }
    }

    long longestNs() {
        return longestNs;
    }
}
