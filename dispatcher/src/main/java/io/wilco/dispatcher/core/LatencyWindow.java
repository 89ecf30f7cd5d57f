package io.wilco.dispatcher.core;

import org.HdrHistogram.Histogram;

/** Latencies of the last ten to twenty seconds: a histogram being filled, and the one before it. */
final class LatencyWindow {
    private static final long SPAN_NS = 10_000_000_000L;
    private static final long HIGHEST_NS = 3_600_000_000_000L;
    private static final int DIGITS = 2;

    private Histogram current = new Histogram(1_000, HIGHEST_NS, DIGITS);
    private Histogram previous = new Histogram(1_000, HIGHEST_NS, DIGITS);
    private long startedNs = Long.MIN_VALUE;

    void record(final long latencyNs, final long nowNs) {
        roll(nowNs);
        current.recordValue(Math.max(0, Math.min(latencyNs, HIGHEST_NS)));
    }

    /** The latencies as one histogram, nanoseconds; allocates. */
    Histogram snapshot(final long nowNs) {
        roll(nowNs);
        final Histogram both = current.copy();
        both.add(previous);
        return both;
    }

    private void roll(final long nowNs) {
        if (startedNs == Long.MIN_VALUE) {
            startedNs = nowNs;
        }
        if (nowNs - startedNs < SPAN_NS) {
            return;
        }
        if (nowNs - startedNs >= 2 * SPAN_NS) {
            current.reset();
        }
        final Histogram old = previous;
        previous = current;
        current = old;
        current.reset();
        startedNs = nowNs;
    }
}
