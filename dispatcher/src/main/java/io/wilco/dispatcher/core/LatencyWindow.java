package io.wilco.dispatcher.core;

import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/**
 * Latencies of the last ten to twenty seconds: a histogram being filled, and the one before it. They take memory by the
 * longest latency seen, some kilobytes each, and none before the first.
 */
final class LatencyWindow {
    private static final long SPAN_NS = 10_000_000_000L;
    private static final long HIGHEST_NS = 3_600_000_000_000L;
    private static final long LOWEST_NS = 1_000;
    private static final int DIGITS = 2;

    private @Nullable IntCountsHistogram current;
    private @Nullable IntCountsHistogram previous;
    private long startedNs;

    /** An empty histogram of the same shape. */
    static IntCountsHistogram newHistogram() {
        final IntCountsHistogram histogram = new IntCountsHistogram(LOWEST_NS, 2 * LOWEST_NS, DIGITS);
        histogram.setAutoResize(true);
        return histogram;
    }

    void record(final long latencyNs, final long nowNs) {
        roll(nowNs);
        IntCountsHistogram histogram = current;
        if (histogram == null) {
            histogram = newHistogram();
            current = histogram;
            startedNs = nowNs;
        }
        histogram.recordValue(Math.max(0, Math.min(latencyNs, HIGHEST_NS)));
    }

    /** Fills {@code result}, nanoseconds. */
    void read(final AbstractHistogram result, final long nowNs) {
        roll(nowNs);
        result.reset();
        if (current != null) {
            result.add(current);
        }
        if (previous != null) {
            result.add(previous);
        }
    }

    private void roll(final long nowNs) {
        final IntCountsHistogram newest = current;
        if (newest == null || nowNs - startedNs < SPAN_NS) {
            return;
        }
        if (nowNs - startedNs >= 2 * SPAN_NS) {
            newest.reset();
        }
        final IntCountsHistogram oldest = previous == null ? newHistogram() : previous;
        oldest.reset();
        previous = newest;
        current = oldest;
        startedNs = nowNs;
    }
}
