package io.wilco.dispatcher.queue;

/**
 * How many requests of one flow its client should have open, so that what cannot be done waits, or is refused, where it
 * comes from. There is no bound until the flow's requests wait too long; then it is as many as are open, and changes
 * once in a round trip: it shrinks by the excess of the queue's delay over its target, and grows by a little while
 * there is none (Breakwater, OSDI 2020, section 4.2). After a second without excess there is no bound any more.
 */
final class FlowWindow {
    /** At an excess of as much as the target. */
    private static final double SHRINKING = 0.02;

    private static final double SHRINKING_MOST = 0.5;

    /** Together the clients get one more, or this part of their number, whichever is more. */
    private static final double GROWTH_PER_CLIENT = 0.001;

    /** For so long without excess, and there is no bound. */
    private static final long CALM_NS = 1_000_000_000L;

    private double size;
    private long changedNs;
    private long excessNs;

    /** Requests that may be open, 1 or more; 0 if there is no bound. */
    int size(final long nowNs) {
        return hasBound(nowNs) ? (int) size : 0;
    }

    boolean hasBound(final long nowNs) {
        return size > 0 && nowNs - excessNs < CALM_NS;
    }

    /**
     * A request waited too long, or is refused.
     *
     * @param excess by how much, in multiples of the target
     * @param arrivedNs when it came; one that came less than a round trip after the last change knew nothing of it
     * @param open requests of the flow that are open
     */
    void onExcess(final double excess, final long arrivedNs, final long roundTripNs, final int open, final long nowNs) {
        final boolean isNew = !hasBound(nowNs);
        excessNs = nowNs;
        if (isNew) {
            size = Math.max(1, open);
        } else if (arrivedNs - changedNs < roundTripNs) {
            return;
        }
        size = Math.max(1, size * Math.max(1 - SHRINKING * excess, SHRINKING_MOST));
        changedNs = nowNs;
    }

    /**
     * A request did not wait too long.
     *
     * @param clients that have requests waiting in the same queue
     */
    void onCalm(final long arrivedNs, final long roundTripNs, final int clients, final long nowNs) {
        if (hasBound(nowNs) && arrivedNs - changedNs >= roundTripNs) {
            size += Math.max(1.0 / Math.max(1, clients), GROWTH_PER_CLIENT);
            changedNs = nowNs;
        }
    }
}
