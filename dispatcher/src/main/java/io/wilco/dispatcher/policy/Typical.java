package io.wilco.dispatcher.policy;

/**
 * What is usual among the workers of a service: how long a request takes, and how often it fails. By requests, not by
 * workers, so that one that is hardly used hardly counts; and by those that succeeded, so that one that fails at once
 * does not look like the fastest.
 */
final class Typical {
    private static final double SMOOTHING = 1.0 / 128;

    /** A worker is slow from so many times the usual on; less may be chance. */
    private static final double SLOW_FROM = 2;

    /** How many times slower a worker counts that fails every request. */
    private static final double ERRORS_SLOW = 16;

    /** What was seen of a worker so long ago says no more. */
    private static final double FORGOTTEN_NS = 10e9;

    private static final double SLOW_MAX = 1 << 10;

    private double serviceNs;
    private double errorShare;
    private long answers;

    /** A worker has answered a request. */
    void onReply(final WorkerLoad load, final boolean isError) {
        // At first the mean of all there are, so that the first one does not weigh for long.
        answers++;
        final double part = Math.max(SMOOTHING, 1.0 / answers);
        errorShare += ((isError ? 1 : 0) - errorShare) * part;
        if (!isError && load.serviceTimeNs() > 0) {
            serviceNs = serviceNs == 0
                    ? (double) load.serviceTimeNs()
                    : serviceNs + (load.serviceTimeNs() - serviceNs) * Math.min(part, 0.5);
        }
    }

    /** The usual time in a handler; 0 while unknown. */
    double serviceNs() {
        return serviceNs;
    }

    /** The share of requests that fail, 0 to 1. */
    double errorShare() {
        return errorShare;
    }

    /** How many times slower than usual a worker is; 1 if that may be chance, or was long ago. */
    double slowness(final WorkerLoad load, final long nowNs) {
        if (serviceNs == 0) {
            return 1;
        }
        final double slower = load.hasHistory() ? load.serviceTimeNs() / serviceNs : 1;
        final double failing = Math.max(0, load.errorShare() - errorShare);
        final double slowness = (slower < SLOW_FROM ? 1 : slower) * (1 + ERRORS_SLOW * failing);
        if (slowness <= 1) {
            return 1;
        }
        final double remembered = 1 - Math.min(1, (double) (nowNs - load.settledAtNs()) / FORGOTTEN_NS);
        return Math.min(SLOW_MAX, 1 + (slowness - 1) * remembered);
    }

    /** The time a request is expected to take at a worker; 0 while unknown. One that fails at once is not fast. */
    long expectedServiceNs(final WorkerLoad load) {
        return (long) Math.max((double) load.serviceTimeNs(), serviceNs / 2);
    }
}
