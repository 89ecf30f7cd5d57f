package io.wilco.loadgen.load;

import io.wilco.client.core.Outcome;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Counts and measures what the clients of a run send and get. Used by one thread; allocates nothing per request. */
final class Tally {
    private static final int DIGITS = 3;
    private static final long HIGHEST_NS = 2 * 3_600_000_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;

    private final Ledger warmup = new Ledger();
    private final Ledger measured = new Ledger();
    private final Ledger interval = new Ledger();

    /** By code; of what is measured. */
    private final long[] reasons = new long[RejectReason.values().length];

    private final Histogram latency = new Histogram(HIGHEST_NS, DIGITS);
    private final Histogram intervalLatency = new Histogram(HIGHEST_NS, DIGITS);
    private final Histogram lateness = new Histogram(HIGHEST_NS, DIGITS);
    private final StallWatch stall = new StallWatch();
    private final boolean isOpenLoop;
    private final long[] okEachSecond;
    private int seconds;
    private long okWithin;
    private long measureNs = Long.MAX_VALUE;
    private long endNs = Long.MAX_VALUE;

    Tally(final LoadConfig config) {
        isOpenLoop = config.pacing() instanceof Pacing.OpenLoop;
        // The last outcome comes within a deadline of the end.
        final long spanNs = config.durationNs() + config.deadlineNs() + 2 * SECOND_NS;
        okEachSecond = new long[(int) (spanNs / SECOND_NS) + 1];
    }

    /** Requests without an outcome. */
    long open() {
        return warmup.open() + measured.open();
    }

    /** What is sent from {@code fromNs} on is measured, until {@code untilNs} or before. */
    void planMeasuring(final long fromNs, final long untilNs) {
        measureNs = fromNs;
        endNs = untilNs;
    }

    /** The measured part begins. */
    void beginMeasuring(final long nowNs) {
        stall.reset(nowNs);
    }

    /** The measured part is over; what is open still counts. */
    void endMeasuring(final long nowNs) {
        endNs = nowNs;
    }

    /** @param sentNs when it was really sent */
    void onSent(final Request request, final long sentNs) {
        request.isMeasured = request.intendedNs >= measureNs;
        if (request.isMeasured) {
            measured.sent++;
            if (isOpenLoop) {
                record(lateness, sentNs - request.intendedNs);
            }
        } else {
            warmup.sent++;
        }
        stall.onSent(sentNs);
    }

    /** @param isRight whether the reply, if it is one, is what the handler must return */
    void onOutcome(final Request request, final long nowNs, final Outcome outcome, final boolean isRight) {
        final ReplyStatus status = outcome.status();
        count(request.isMeasured ? measured : warmup, status);
        count(interval, status);
        if (status == ReplyStatus.OK) {
            (request.isMeasured ? measured : warmup).mismatched += isRight ? 0 : 1;
            onOk(request, nowNs);
        } else if (status == ReplyStatus.REJECTED) {
            reasons[outcome.reason().code()] += request.isMeasured ? 1 : 0;
        }
    }

    /** The client itself had no room for it. */
    void onRefused(final Request request, final RejectReason reason) {
        count(request.isMeasured ? measured : warmup, ReplyStatus.REJECTED);
        count(interval, ReplyStatus.REJECTED);
        reasons[reason.code()] += request.isMeasured ? 1 : 0;
    }

    private static void count(final Ledger ledger, final ReplyStatus status) {
        switch (status) {
            case OK -> ledger.ok++;
            case APPLICATION_ERROR -> ledger.failed++;
            case REJECTED -> ledger.rejected++;
            case DEADLINE_EXCEEDED -> ledger.timedOut++;
            // Only a run that is interrupted cancels, and what the worker did by then is not known.
            case OUTCOME_UNKNOWN, CANCELLED -> ledger.outcomeUnknown++;
        }
    }

    private void onOk(final Request request, final long nowNs) {
        final long latencyNs = nowNs - request.intendedNs;
        record(intervalLatency, latencyNs);
        if (request.isMeasured) {
            record(latency, latencyNs);
        }
        stall.onOk(nowNs, open());
        if (nowNs >= measureNs) {
            okWithin += nowNs < endNs ? 1 : 0;
            final int second = (int) Math.min(okEachSecond.length - 1, (nowNs - measureNs) / SECOND_NS);
            okEachSecond[second]++;
            seconds = Math.max(seconds, second + 1);
        }
    }

    private static void record(final Histogram histogram, final long timeNs) {
        histogram.recordValue(Math.max(0, Math.min(HIGHEST_NS, timeNs)));
    }

    /** What happened since this was last asked. */
    Progress progress(final long nowNs, final long elapsedNs, final long intervalNs) {
        final Progress progress = new Progress(
                elapsedNs,
                nowNs >= measureNs,
                interval.ok * 1e9 / intervalNs,
                intervalLatency.getValueAtPercentile(50),
                intervalLatency.getValueAtPercentile(99),
                interval.rejected,
                interval.timedOut,
                interval.failed + interval.outcomeUnknown,
                open());
        interval.ok = 0;
        interval.rejected = 0;
        interval.timedOut = 0;
        interval.failed = 0;
        interval.outcomeUnknown = 0;
        intervalLatency.reset();
        return progress;
    }

    /** @param unsent see {@link LoadResult#unsent} */
    LoadResult result(final long nowNs, final boolean isInterrupted, final long unsent) {
        stall.look(nowNs);
        final Map<RejectReason, Long> occurred = new EnumMap<>(RejectReason.class);
        for (int i = 0; i < reasons.length; i++) {
            if (reasons[i] > 0) {
                occurred.put(RejectReason.of(i), reasons[i]);
            }
        }
        final long durationNs = Math.max(0, endNs - measureNs);
        return new LoadResult(
                measured.counts().withLost(warmup.open()),
                warmup.counts().withLost(-warmup.open()),
                measured.mismatched + warmup.mismatched,
                occurred,
                durationNs,
                isInterrupted,
                okWithin,
                latency,
                timeline(durationNs),
                stall.longestNs(),
                lateness,
                unsent);
    }

    private List<Long> timeline(final long durationNs) {
        final long shown = Math.min(okEachSecond.length, Math.max(seconds, durationNs / SECOND_NS));
        final List<Long> timeline = new ArrayList<>();
        for (int i = 0; i < shown; i++) {
            timeline.add(okEachSecond[i]);
        }
        return timeline;
    }
}
