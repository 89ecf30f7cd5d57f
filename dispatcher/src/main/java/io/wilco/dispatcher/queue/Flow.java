package io.wilco.dispatcher.queue;

import org.jspecify.annotations.Nullable;

/**
 * The requests of one client for one service in one class: those that wait, how many there are at all, since when they
 * have been waiting too long without a break, and how many there should be.
 */
public final class Flow {
    private static final long NEVER = Long.MIN_VALUE;
    private static final long GAP_SERVICES_MAX = 16;
    private static final double GAP_SMOOTHING = 1.0 / 32;

    private final int priority;
    private final SlotList slots;
    private @Nullable FlowWindow window;
    private int open;
    private long lateSinceNs = Long.MAX_VALUE;
    private long servedNs = NEVER;
    private double gapNs;
    private int gaps;

    /** Whether {@link FairQueue} has it among those that take turns. */
    boolean hasTurn;

    /**
     * A flow without requests.
     *
     * @param priority 0 is served first
     */
    public Flow(final int priority, final SlotLinks links) {
        this.priority = priority;
        slots = new SlotList(links);
    }

    /** Whether nothing is lost if it is forgotten. */
    public boolean isUnused(final long nowNs) {
        return open == 0 && !hasTurn && !hasBound(nowNs);
    }

    /** It has one request more, which does not wait yet. */
    public void onOpened() {
        open++;
    }

    /** One of its requests, which does not wait, has ended. */
    public void onEnded() {
        open--;
    }

    /** How many requests its client may have open, 1 or more; 0 if there is no bound. */
    public int openMax(final long nowNs) {
        return window == null ? 0 : window.size(nowNs);
    }

    /** Whether there is a bound to how many requests its client may have open. */
    public boolean hasBound(final long nowNs) {
        return window != null && window.hasBound(nowNs);
    }

    /**
     * A request waited too long, or is refused: the client should have fewer open, at least after a round trip.
     *
     * @param excess by how much, in multiples of how long it might have waited
     */
    public void onExcess(final double excess, final long arrivedNs, final long roundTripNs, final long nowNs) {
        if (window == null) {
            window = new FlowWindow();
        }
        window.onExcess(excess, arrivedNs, roundTripNs, open, nowNs);
    }

    /**
     * A request did not wait too long: the client may have more open.
     *
     * @param clients that have requests waiting in the same queue
     */
    public void onCalm(final long arrivedNs, final long roundTripNs, final int clients, final long nowNs) {
        if (window != null) {
            window.onCalm(arrivedNs, roundTripNs, clients, nowNs);
        }
    }

    int priority() {
        return priority;
    }

    SlotList slots() {
        return slots;
    }

    /**
     * A request was served that had waited so long.
     *
     * @param targetNs by {@link Admission#targetNs(long, long)}
     * @param serviceNs the usual time in a handler
     */
    public void onServed(final long waitedNs, final long targetNs, final long serviceNs, final long nowNs) {
        if (servedNs != NEVER) {
            // While all workers are away, nothing is learnt of how fast they are.
            final long ns = Math.min(nowNs - servedNs, GAP_SERVICES_MAX * Math.max(1, serviceNs));
            gaps++;
            gapNs += (ns - gapNs) * Math.max(GAP_SMOOTHING, 1.0 / gaps);
        }
        servedNs = nowNs;
        if (waitedNs < targetNs) {
            lateSinceNs = Long.MAX_VALUE;
        } else if (lateSinceNs == Long.MAX_VALUE) {
            lateSinceNs = nowNs;
        }
    }

    /** Nothing waits any more. */
    void onEmpty() {
        lateSinceNs = Long.MAX_VALUE;
        servedNs = NEVER;
        gapNs = 0;
        gaps = 0;
    }

    /** How long it takes until what waits has been served, by how it has gone since it began to; 0 while unknown. */
    long drainNs() {
        return (long) (slots.size() * gapNs);
    }

    /** Whether all that were served for so long had waited too long: more comes than goes, it was no burst. */
    boolean isLateFor(final long ns, final long nowNs) {
        return lateSinceNs != Long.MAX_VALUE && nowNs - lateSinceNs >= ns;
    }
}
