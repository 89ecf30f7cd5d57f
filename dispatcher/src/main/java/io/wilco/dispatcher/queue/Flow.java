package io.wilco.dispatcher.queue;

/** What waits of one client in one class of one queue; and since when it has been waiting too long without a break. */
public final class Flow {
    private static final long NEVER = Long.MIN_VALUE;
    private static final long GAP_SERVICES_MAX = 16;
    private static final double GAP_SMOOTHING = 1.0 / 32;

    private final int priority;
    private final SlotList slots;
    private final CreditWindow window = new CreditWindow();
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
    public boolean isUnused() {
        return slots.isEmpty() && !hasTurn && window.isOpen();
    }

    /** Whether none of its requests waits. */
    public boolean isEmpty() {
        return slots.isEmpty();
    }

    public CreditWindow window() {
        return window;
    }

    int priority() {
        return priority;
    }

    SlotList slots() {
        return slots;
    }

    /** One was served that had waited so long. */
    void onServed(final long waitedNs, final long targetNs, final long serviceNs, final long nowNs) {
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
