package io.wilco.loadgen.load;

import java.util.random.RandomGenerator;

/**
 * A schedule that nothing moves: a request that could not be sent in time is sent late, and its latency counts from
 * when it was due. A generator that waits for slow answers instead measures fast ones only (Tene's "coordinated
 * omission"; wrk2).
 */
final class OpenLoopPacer implements Pacer {
    private final Arrivals arrivals;
    private final RandomGenerator random;
    private final double gapNs;
    private final double firstNs;
    private long beginNs;
    private long count;
    private double elapsedNs;
    private long dueNs = NEVER;

    /** @param random of Poisson arrivals */
    OpenLoopPacer(final Pacing.OpenLoop open, final int clients, final int client, final RandomGenerator random) {
        this.arrivals = open.arrivals();
        this.random = random;
        gapNs = 1e9 * clients / open.ratePerS();
        // Evenly over all clients together, not only within each.
        firstNs = gapNs * client / clients;
    }

    @Override
    public void begin(final long nowNs) {
        beginNs = nowNs;
        elapsedNs = arrivals == Arrivals.UNIFORM ? firstNs : random.nextExponential() * gapNs;
        dueNs = beginNs + (long) elapsedNs;
    }

    @Override
    public long nextDueNs(final long nowNs) {
        return dueNs;
    }

    @Override
    public void onIssued() {
        count++;
        // By multiplication, so that the rounding of the gap does not add up.
        elapsedNs =
                arrivals == Arrivals.UNIFORM ? firstNs + gapNs * count : elapsedNs + random.nextExponential() * gapNs;
        dueNs = beginNs + (long) elapsedNs;
    }

    @Override
    public void onOutcome(final long nowNs, final long backoffNs) {
        // The schedule does not know of outcomes.
    }

    /** How many more are due before {@code endNs}, about. */
    double left(final long endNs) {
        return dueNs >= endNs ? 0 : 1 + (endNs - dueNs) / gapNs;
    }
}
