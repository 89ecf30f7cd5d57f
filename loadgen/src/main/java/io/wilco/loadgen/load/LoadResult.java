package io.wilco.loadgen.load;

import io.wilco.wire.RejectReason;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What came of a run.
 *
 * @param counts of the requests sent in the measured part, plus those of the warm-up that were lost: a loss is a loss
 * @param warmup of the others of the warm-up
 * @param mismatched wrong replies, those of the warm-up included
 * @param reasons of all rejections, those of the warm-up included; only what occurred
 * @param durationNs length of the measured part; less than was asked for if it was cut short
 * @param isInterrupted whether it was
 * @param okWithin good replies that came within the measured part, whenever their requests were sent
 * @param latency of the good replies to measured requests, in nanoseconds; the receiver's to keep
 * @param okEachSecond good replies that came in each second of the measured part and of the time until the last outcome
 * @param longestStallNs see {@link StallWatch}
 * @param lateness how long after they were due the measured requests of an open loop were sent, in nanoseconds; empty
 *     in a closed loop
 * @param unsent requests of an open loop that were due in the measured part and were not sent, about
 */
public record LoadResult(
        Counts counts,
        Counts warmup,
        long mismatched,
        Map<RejectReason, Long> reasons,
        long durationNs,
        boolean isInterrupted,
        long okWithin,
        Histogram latency,
        List<Long> okEachSecond,
        long longestStallNs,
        Histogram lateness,
        long unsent) {
    /** Of what was due, so much must have been sent for the rate to count as kept. */
    private static final double SENT_SHARE_MIN = 0.99;

    /** The 99th percentile of the lateness up to which the rate counts as kept. */
    private static final long LATENESS_P99_MAX_NS = 10_000_000L;

    public LoadResult {
        reasons = Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
        okEachSecond = List.copyOf(okEachSecond);
    }

    /**
     * {@code sent = ok + rejected + timedOut + failed + outcomeUnknown + lost}; {@code mismatched} are among the ok.
     */
    public record Counts(
            long sent,
            long ok,
            long rejected,
            long timedOut,
            long failed,
            long outcomeUnknown,
            long lost,
            long mismatched) {
        /** These, with so many more that were sent and lost. */
        Counts withLost(final long more) {
            return new Counts(sent + more, ok, rejected, timedOut, failed, outcomeUnknown, lost + more, mismatched);
        }
    }

    /** Good replies a second in the measured part. */
    public double throughputPerS() {
        return durationNs == 0 ? 0 : okWithin * 1e9 / durationNs;
    }

    /** Whether the generator did not send what was due, or not in time. */
    public boolean isRateMissed() {
        final long due = counts.sent() + unsent;
        return counts.sent() < SENT_SHARE_MIN * due || lateness.getValueAtPercentile(99) > LATENESS_P99_MAX_NS;
    }

    /** Whether every request ended in an outcome, and every reply was right. */
    public boolean isSound() {
        return counts.lost() == 0 && mismatched == 0;
    }

    /** Whether nothing at all succeeded, though something was tried. */
    public boolean isFruitless() {
        return counts.ok() + warmup.ok() == 0 && counts.sent() + warmup.sent() > 0;
    }
}
