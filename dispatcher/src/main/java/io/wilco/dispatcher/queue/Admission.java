package io.wilco.dispatcher.queue;

/**
 * Who is let into a queue. Two kinds are refused at once, instead of waiting for nothing: a request that cannot be done
 * within its budget; and, once a client's requests have been waiting too long for a while without a break, one that
 * would have to wait much longer than that. So a burst is taken in, and an overload does not leave a queue behind that
 * has to be worked off after it (CoDel, 2012; Breakwater, OSDI 2020).
 */
public final class Admission {
    /** Answered within so many mean service times are 99 of 100, if they are exponential; asked of the budget. */
    private static final int SERVICE_TAIL = 5;

    private static final long RETRY_MIN_NS = 1_000_000L;
    private static final long RETRY_MAX_NS = 1_000_000_000L;

    /** What {@link #waitNs} says while nothing is known of how fast requests are served. */
    private static final long UNKNOWN_NS = 0;

    private final long targetNs;
    private final long patienceNs;

    /**
     * The rules of a queue.
     *
     * @param targetNs how long a request may wait without anybody minding
     * @param patienceNs for how long without a break they may wait longer than that
     */
    public Admission(final long targetNs, final long patienceNs) {
        this.targetNs = targetNs;
        this.patienceNs = patienceNs;
    }

    /** A request of that flow was served that had waited so long. */
    public void onServed(final Flow flow, final long waitedNs, final long nowNs) {
        flow.onServed(waitedNs, targetNs, nowNs);
    }

    /**
     * How long a request that comes now would wait.
     *
     * @param perNs requests served in a nanosecond; 0 while unknown
     */
    public static long waitNs(final FairQueue queue, final Flow flow, final double perNs) {
        return perNs == 0 ? UNKNOWN_NS : (long) (queue.before(flow) / perNs);
    }

    /**
     * How much too long a request would have to wait.
     *
     * @param waitNs how long it would wait
     * @param serviceNs the usual time in a handler
     * @param budgetNs within which it wants to be answered
     * @return 0 if it is let in
     */
    public long excessNs(
            final Flow flow, final long waitNs, final long serviceNs, final long budgetNs, final long nowNs) {
        if (waitNs == 0) {
            return 0;
        }
        final long likelyNs = budgetNs - SERVICE_TAIL * serviceNs;
        long limitNs = Math.min(budgetNs - serviceNs, Math.max(serviceNs, likelyNs));
        if (flow.isLateFor(patienceNs, nowNs)) {
            limitNs = Math.min(limitNs, 2 * targetNs);
        }
        return Math.max(0, waitNs - limitNs);
    }

    /** When to come again, for one that would have to wait so much too long. */
    public static long retryAfterNs(final long excessNs) {
        return Math.max(RETRY_MIN_NS, Math.min(excessNs, RETRY_MAX_NS));
    }
}
