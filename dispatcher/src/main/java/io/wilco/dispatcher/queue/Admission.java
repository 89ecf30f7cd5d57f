package io.wilco.dispatcher.queue;

/**
 * Who is let into a queue. Two kinds are refused at once, instead of waiting for nothing: a request that cannot be done
 * within its budget; and, once a client's requests have been waiting too long for a while without a break, one that
 * would have to wait much longer than that. So a burst is taken in, and an overload does not leave a queue behind that
 * has to be worked off after it (CoDel, 2012; Breakwater, OSDI 2020).
 */
public final class Admission {
    /** Answered within so many mean service times are 98 of 100, if they are exponential. */
    private static final double SERVICE_TAIL = 4;

    /** By how much the service time, as it is known, may be wrong. */
    private static final double ERROR = 0.1;

    /** Who has to wait for less than this part of its budget need not be looked at closely. */
    private static final double SURELY = 0.25;

    /** So much of its budget a request may wait. */
    private static final double WAITED_SHARE = 0.5;

    /** How many standard deviations the wait may be longer than it is on average. */
    private static final double DEVIATIONS = 2.5;

    /** A request may wait for so many others before it, however long they take. */
    private static final int SERVICES_MIN = 10;

    private static final long RETRY_MIN_NS = 1_000_000L;
    private static final long RETRY_MAX_NS = 1_000_000_000L;

    /** What {@link #waitNs} says if it can start at once, or nothing is known of how fast requests are served. */
    private static final long NO_WAIT_NS = 0;

    private final long targetNs;
    private final long patienceNs;

    /**
     * The rules of a queue.
     *
     * @param targetNs how long a request may wait without anybody minding; ten service times, if that is longer
     * @param patienceNs for how long without a break they may wait longer than that
     */
    public Admission(final long targetNs, final long patienceNs) {
        this.targetNs = targetNs;
        this.patienceNs = patienceNs;
    }

    /** Whether a flow's requests have all waited too long for a while: it is no burst that is being worked off. */
    public boolean isLate(final Flow flow, final long nowNs) {
        return flow.isLateFor(patienceNs, nowNs);
    }

    /** How long a request may wait without anybody minding, whose budget leaves room for that. */
    private long targetNs(final long serviceNs) {
        return Math.max(targetNs, SERVICES_MIN * serviceNs);
    }

    /** How long a request may wait without anybody minding: of a short budget, not more than half. */
    public long targetNs(final long budgetNs, final long serviceNs) {
        return Math.max(Math.min(targetNs, (long) (budgetNs * WAITED_SHARE)), SERVICES_MIN * serviceNs);
    }

    /**
     * How long a request that comes now would wait: by what is before it, or by how its client's requests have been
     * served lately, whichever is longer. Those of others that are still to come are not before it, and yet get turns.
     *
     * @param perNs requests served in a nanosecond; 0 while unknown
     * @param free handlers that have nothing to do, as after a batch of requests that are not assigned yet
     */
    public static long waitNs(final FairQueue queue, final Flow flow, final double perNs, final long free) {
        final long before = queue.before(flow) - free;
        return perNs == 0 || before <= 0 ? NO_WAIT_NS : Math.max((long) (before / perNs), flow.drainNs());
    }

    /**
     * How much too long a request would have to wait.
     *
     * @param waitNs how long it would wait, on average
     * @param perNs requests served in a nanosecond
     * @param serviceNs the usual time in a handler
     * @param budgetNs within which it wants to be answered
     * @return 0 if it is let in
     */
    public long excessNs(
            final Flow flow,
            final long waitNs,
            final double perNs,
            final long serviceNs,
            final long budgetNs,
            final long nowNs) {
        if (waitNs == 0 || (waitNs <= targetNs && waitNs + SERVICE_TAIL * serviceNs < budgetNs * SURELY)) {
            return 0;
        }
        final long overtimeNs = flow.isLateFor(patienceNs, nowNs) ? waitNs - 2 * targetNs(serviceNs) : 0;
        if (waitNs <= serviceNs && waitNs + serviceNs <= budgetNs) {
            return Math.max(0, overtimeNs);
        }
        // So many services one after the other, each of them exponential.
        final double deviationNs = Math.sqrt(waitNs / perNs);
        final double likelyNs = waitNs * (1 + ERROR) + DEVIATIONS * deviationNs + SERVICE_TAIL * serviceNs;
        return Math.max(0, Math.max(overtimeNs, (long) (likelyNs - budgetNs)));
    }

    /** When to come again, for one that would have to wait so much too long. */
    public static long retryAfterNs(final long excessNs) {
        return Math.max(RETRY_MIN_NS, Math.min(excessNs, RETRY_MAX_NS));
    }
}
