package io.wilco.dispatcher.core;

import org.HdrHistogram.IntCountsHistogram;

/**
 * From when on a request of a service takes longer than most: a percentile of the latencies of the last ten to twenty
 * seconds, looked up now and then. Costs nothing while nobody asks.
 */
final class SlowestShare {
    private static final long LOOKED_UP_EVERY_NS = 50_000_000L;
    private static final long RECORDED_AFTER_ASKED_NS = 60_000_000_000L;
    private static final int LATENCIES_MIN = 32;

    /** What is said while too few latencies are known. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private final int percentile;
    private final LatencyWindow latencies = new LatencyWindow();
    private final IntCountsHistogram scratch = LatencyWindow.newHistogram();
    private boolean isAsked;
    private long askedNs;
    private long lookedUpNs;
    private long latencyNs = UNKNOWN;

    SlowestShare(final int percentile) {
        this.percentile = percentile;
    }

    void record(final long ns, final long nowNs) {
        if (isAsked && nowNs - askedNs < RECORDED_AFTER_ASKED_NS) {
            latencies.record(ns, nowNs);
        }
    }

    /** That latency as of now, or {@link #UNKNOWN}. */
    long latencyNs(final long nowNs) {
        if (!isAsked || nowNs - lookedUpNs >= LOOKED_UP_EVERY_NS) {
            lookedUpNs = nowNs;
            latencies.read(scratch, nowNs);
            latencyNs = scratch.getTotalCount() < LATENCIES_MIN ? UNKNOWN : scratch.getValueAtPercentile(percentile);
        }
        isAsked = true;
        askedNs = nowNs;
        return latencyNs;
    }

    /** That latency when it was last looked up, or {@link #UNKNOWN}. */
    long lastNs() {
        return latencyNs;
    }
}
