package io.wilco.dispatcher.policy;

import io.wilco.wire.LoadReport;

/**
 * What a dispatcher knows of a worker's load: its last report, and what was assigned since. Counters are cumulative
 * over the worker's link, so that a lost report leaks nothing and an old one never starts a stampede.
 */
public final class WorkerLoad {
    /**
     * Before the first report, and at the most, this many requests are on their way to a worker beyond its handlers.
     */
    private static final long IN_TRANSIT_MAX = 4_096;

    private int concurrency = 1;
    private long serviceTimeNs;
    private long queueDelayNs;
    private int reportedExecuting;
    private int reportedQueued;
    private int cpuPercent;
    private long reportedCompleted;
    private long reportedAtNs;
    private long assigned;
    private long settled;
    private long roundTripNs;
    private boolean isReady;
    private boolean hasCredit;

    /** A worker has registered, or is gone: nothing is known of it but how many requests it executes at once. */
    public void reset(final int concurrency) {
        this.concurrency = concurrency;
        serviceTimeNs = 0;
        queueDelayNs = 0;
        reportedExecuting = 0;
        reportedQueued = 0;
        cpuPercent = 0;
        reportedCompleted = 0;
        reportedAtNs = 0;
        assigned = 0;
        settled = 0;
        roundTripNs = 0;
        isReady = false;
        hasCredit = false;
    }

    /** A report newer than the last one. */
    public void onReport(final LoadReport report, final long roundTripNs, final long nowNs) {
        concurrency = report.concurrency;
        serviceTimeNs = report.serviceTimeNs;
        queueDelayNs = report.queueDelayNs;
        reportedExecuting = report.executing;
        reportedQueued = report.queued;
        cpuPercent = report.cpuPercent;
        // A worker cannot have completed more than it was given, whatever it says.
        reportedCompleted = Math.max(reportedCompleted, Math.min(report.completed, assigned));
        reportedAtNs = nowNs;
        this.roundTripNs = roundTripNs;
    }

    /** A request was given to it. */
    public void onAssigned() {
        assigned++;
    }

    /** A request came back, in whatever way; what was never given to it does not count. */
    public void onSettled() {
        settled = Math.min(settled + 1, assigned);
    }

    /** Whether it may be given requests at all: registered, ready, not suspected. */
    public void onReady(final boolean isReady) {
        this.isReady = isReady;
    }

    /** Whether its link and its credit let another request through. */
    public void onCredit(final boolean hasCredit) {
        this.hasCredit = hasCredit;
    }

    /** Whether it can be given a request now. */
    public boolean canTake() {
        return isReady && hasCredit;
    }

    public boolean isReady() {
        return isReady;
    }

    /** Requests it has: the estimate by which workers are compared. */
    public long outstanding() {
        return assigned - Math.max(settled, reportedCompleted);
    }

    /**
     * Requests it may have at once under JBSQ: those it executes, and those that keep it busy while the word of a
     * completion travels: concurrency + ⌈round trip / service time⌉.
     */
    public long bound() {
        if (serviceTimeNs == 0) {
            return 2L * concurrency;
        }
        final long inTransit = roundTripNs == 0 ? 0 : (roundTripNs - 1) / serviceTimeNs + 1;
        return concurrency + Math.min(inTransit, IN_TRANSIT_MAX);
    }

    /** Requests it executes at once, at least 1. */
    public int concurrency() {
        return concurrency;
    }

    /** Smoothed time in its handler; 0 while unknown. */
    public long serviceTimeNs() {
        return serviceTimeNs;
    }

    public long queueDelayNs() {
        return queueDelayNs;
    }

    /** In its handlers by the last report, of all dispatchers. */
    public int reportedExecuting() {
        return reportedExecuting;
    }

    /** Waiting there by the last report, of all dispatchers. */
    public int reportedQueued() {
        return reportedQueued;
    }

    public int cpuPercent() {
        return cpuPercent;
    }

    /** When the last report came; 0 before the first. */
    public long reportedAtNs() {
        return reportedAtNs;
    }
}
