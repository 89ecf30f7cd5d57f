package io.wilco.dispatcher.policy;

/**
 * What is usual among the workers of a service: how long a request takes, and how often it fails. By requests, not by
 * workers, so that one that is hardly used hardly counts; and by those that succeeded, so that one that fails at once
 * does not look like the fastest. Latencies are compared by their logarithms: a rare request that takes a hundred times
 * as long says little of its worker.
 */
final class Typical {
    private static final long SMOOTHED_OVER = 128;

    /** A worker is slow from so many doublings on; less may be chance, if service times are exponential. */
    private static final double SLOW_FROM = 1.25;

    /** A worker that fails every request counts as half so many times slower. */
    private static final double ERRORS_SLOW = 32;

    private static final double SLOW_MAX = 1 << 10;

    private double serviceNs;
    private double logLatency;
    private double errorShare;
    private long answers;
    private long latencies;
    private final LongRunning longRunning = new LongRunning();

    /** A worker has answered a request, so many doublings of a nanosecond after it was assigned. */
    void onReply(final WorkerLoad load, final double log2, final boolean isError) {
        // At first the mean of all there are, so that the first one does not weigh for long.
        answers++;
        errorShare += ((isError ? 1 : 0) - errorShare) * part(answers);
        if (isError) {
            return;
        }
        latencies++;
        final double part = part(latencies);
        logLatency += (log2 - logLatency) * part;
        serviceNs += ((double) load.serviceTimeNs() - serviceNs) * part;
    }

    private static double part(final long count) {
        return count < SMOOTHED_OVER ? 1.0 / count : 1.0 / SMOOTHED_OVER;
    }

    /** What of the requests that run now are long ones. */
    LongRunning longRunning() {
        return longRunning;
    }

    /** The usual time in a handler; 0 while unknown. */
    double serviceNs() {
        return serviceNs;
    }

    /** The share of requests that fail, 0 to 1. */
    double errorShare() {
        return errorShare;
    }

    /** The usual latency, in doublings of a nanosecond. */
    double logLatency() {
        return logLatency;
    }

    /** How many times slower than usual a worker of that latency is; 1 if that may be chance, or was long ago. */
    double slowness(final WorkerLoad load, final double log2, final long nowNs) {
        final double doublings = log2 - logLatency;
        final double failing = Math.max(0, load.errorShare() - errorShare - WorkerLoad.ERROR_SHARE_MUCH);
        if (doublings < SLOW_FROM && failing == 0) {
            return 1;
        }
        final double slower = (doublings < SLOW_FROM ? 1 : Math.pow(2, doublings)) * (1 + ERRORS_SLOW * failing);
        final double remembered = 1 - Math.min(1, (double) (nowNs - load.settledAtNs()) / WorkerLoad.FORGOTTEN_NS);
        return Math.min(SLOW_MAX, 1 + (slower - 1) * remembered);
    }

    /** The time a request is expected to take at a worker; 0 while unknown. One that fails at once is not fast. */
    long expectedServiceNs(final WorkerLoad load) {
        return Math.max(load.serviceTimeNs(), (long) (serviceNs / 2));
    }

    /** About the logarithm, wrong by less than 0.09: linear between powers of two. */
    static double log2(final long value) {
        final long positive = Math.max(1, value);
        final int whole = Long.SIZE - 1 - Long.numberOfLeadingZeros(positive);
        return whole + (double) positive / (1L << whole) - 1;
    }
}
