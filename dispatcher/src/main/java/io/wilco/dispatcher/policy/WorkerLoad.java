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

    /** The weight of a worker of which nothing else is said. */
    public static final int WEIGHT_DEFAULT = 100;

    public static final int WEIGHT_MAX = 10_000;

    /** {@link #crowding} of a worker with as many requests as handlers, one more included. */
    static final long CROWDED = 1L << 22;

    /** What other dispatchers have at a worker is believed for so many of its service times. */
    private static final long OTHERS_BELIEVED = 32;

    private static final long OTHERS_BELIEVED_MIN_NS = 1_000_000L;
    private static final long OTHERS_BELIEVED_MAX_NS = 1_000_000_000L;

    private static final double ERROR_SMOOTHING = 1.0 / 8;

    /** Fewer errors may be those of a few bad requests. */
    static final double ERROR_SHARE_MUCH = 0.5;

    /** What was seen of a worker so long ago says no more. */
    static final long FORGOTTEN_NS = 10_000_000_000L;

    /** A worker that fails everything counts as one with half as many more requests. */
    private static final int ERRORS_AS_REQUESTS = 64;

    private static final double ERROR_SHARE_ON_PROBATION = 0.4;

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
    private long bound = 2;
    private long boundInNeed = 2;
    private long others;
    private long settledAtNs;
    private long startedNs;
    private boolean isAsked;
    private double errorShare;
    private long errorRequests;
    private long answers;
    private int weight = WEIGHT_DEFAULT;

    /** What one request adds, so that nobody has to divide for each decision. */
    private long crowdingOfOne = CROWDED;

    private boolean isReady;
    private boolean hasCredit;

    /** A worker has registered, or is gone: nothing is known of it but how many requests it executes at once. */
    public void reset(final int concurrency) {
        setConcurrency(concurrency);
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
        others = 0;
        settledAtNs = 0;
        startedNs = 0;
        isAsked = false;
        errorShare = 0;
        errorRequests = 0;
        answers = 0;
        isReady = false;
        hasCredit = false;
        findBounds();
    }

    /** A report newer than the last one. */
    public void onReport(final LoadReport report, final long roundTripNs, final long nowNs) {
        setConcurrency(report.concurrency);
        serviceTimeNs = report.serviceTimeNs;
        queueDelayNs = report.queueDelayNs;
        reportedExecuting = report.executing;
        reportedQueued = report.queued;
        cpuPercent = report.cpuPercent;
        // A worker cannot have completed more than it was given, whatever it says.
        reportedCompleted = Math.max(reportedCompleted, Math.min(report.completed, assigned));
        // All that it has, less what it has of ours; with the numbers of the same moment, so it does not matter what
        // has happened since.
        others =
                Math.max(0L, (long) report.executing + report.queued - Math.max(0, report.received - report.completed));
        reportedAtNs = nowNs;
        this.roundTripNs = roundTripNs;
        findBounds();
    }

    /** A request was given to it. */
    public void onAssigned(final long nowNs) {
        assigned++;
        if (outstanding() <= concurrency) {
            startedNs = nowNs + roundTripNs / 2;
        }
    }

    /** A handler is done with a request; what was never given to it does not count. */
    public void onSettled(final long nowNs) {
        settled = Math.min(settled + 1, assigned);
        settledAtNs = nowNs;
        startedNs = nowNs - roundTripNs / 2;
        isAsked = false;
    }

    /** A request came back of which no handler has made anything. */
    public void onReturned() {
        settled = Math.min(settled + 1, assigned);
        isAsked = false;
    }

    /**
     * The last request given to it was asked back, or is not worth asking for: nothing more is asked for until
     * something comes back.
     */
    public void onAsked() {
        isAsked = true;
    }

    /** Whether it has more requests of this dispatcher than handlers, and {@link #onAsked} is over. */
    boolean isAhead() {
        return !isAsked && outstanding() > concurrency;
    }

    /**
     * About when it last began a request of this dispatcher: all of these that run there have run since then, or for
     * longer. Nothing is known of those of others.
     */
    long startedNs() {
        return startedNs;
    }

    /** About how long a request ran that has just come back, so long after it was given to it. */
    long ranNs(final long latencyNs, final long nowNs) {
        final long sinceArrivalNs = latencyNs - roundTripNs / 2;
        return concurrency > 1 ? sinceArrivalNs : Math.min(sinceArrivalNs, nowNs - startedNs);
    }

    /** A handler has answered, well or with an error. */
    public void onAnswered(final boolean isError) {
        errorShare += ((isError ? 1 : 0) - errorShare) * ERROR_SMOOTHING;
        onErrorShareChanged();
        answers++;
    }

    /** Answers so far, well or with an error. */
    public long answers() {
        return answers;
    }

    /** It is given another chance, but not many. */
    public void onProbation() {
        errorShare = Math.min(errorShare, ERROR_SHARE_ON_PROBATION);
        onErrorShareChanged();
    }

    /** How much of the traffic it is to get, 1 to {@link #WEIGHT_MAX}; {@link #WEIGHT_DEFAULT} is usual. */
    public void onWeight(final int newWeight) {
        assert newWeight >= 1 && newWeight <= WEIGHT_MAX;
        weight = newWeight;
        onShareChanged();
    }

    private void setConcurrency(final int handlers) {
        if (concurrency != handlers) {
            concurrency = handlers;
            onShareChanged();
        }
    }

    private void onShareChanged() {
        crowdingOfOne = Math.max(1, CROWDED * WEIGHT_DEFAULT / ((long) concurrency * weight));
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

    /** Whether its link and its credit let another request through. */
    public boolean hasCredit() {
        return hasCredit;
    }

    public boolean isReady() {
        return isReady;
    }

    /** Requests of this dispatcher that it has. */
    public long outstanding() {
        return assigned - settled();
    }

    /** Requests of this dispatcher that have come back. */
    long settled() {
        return Math.max(settled, reportedCompleted);
    }

    /** Requests it has, by whomever: what it reported, and what was assigned and has come back since. */
    public long estimate(final long nowNs) {
        return outstanding() + othersNow(nowNs);
    }

    /** What other dispatchers have there, the less the longer ago it was told. */
    private long othersNow(final long nowNs) {
        if (others == 0) {
            return 0;
        }
        final long believedNs =
                Math.max(OTHERS_BELIEVED_MIN_NS, Math.min(OTHERS_BELIEVED_MAX_NS, OTHERS_BELIEVED * serviceTimeNs));
        final long ageNs = Math.max(0, nowNs - reportedAtNs);
        return ageNs >= believedNs ? 0 : (long) (others * (1 - (double) ageNs / believedNs) + 0.5);
    }

    private void onErrorShareChanged() {
        errorRequests = Math.round(Math.max(0, errorShare - ERROR_SHARE_MUCH) * ERRORS_AS_REQUESTS);
    }

    /** How many requests its errors count for, lest one that fails at once, and so is never busy, gets everything. */
    private long errorRequests(final long nowNs) {
        return errorRequests == 0 || nowNs - settledAtNs > FORGOTTEN_NS ? 0 : errorRequests;
    }

    /** How full it would be with one more: requests over handlers and weight, {@link #CROWDED} for just as many. */
    long crowding(final long nowNs) {
        return (estimate(nowNs) + errorRequests(nowNs) + 1) * crowdingOfOne;
    }

    /** How full it is: requests over handlers and weight, {@link #CROWDED} for as many. */
    long filling(final long nowNs) {
        return (estimate(nowNs) + errorRequests(nowNs)) * crowdingOfOne;
    }

    /** The share of its latest answers that were errors, 0 to 1. */
    public double errorShare() {
        return errorShare;
    }

    public int weight() {
        return weight;
    }

    /** When a request last came back; 0 before the first. */
    long settledAtNs() {
        return settledAtNs;
    }

    /** Smoothed time of a datagram there and back; 0 while unknown. */
    long roundTripNs() {
        return roundTripNs;
    }

    /**
     * Requests it may have at once under JBSQ: those it executes, and those that its handlers complete while the word
     * of a completion travels: concurrency + ⌈concurrency × round trip / service time⌉.
     */
    public long bound() {
        return bound;
    }

    /** The same with room for chance: so many that a handler is hardly ever without work while others wait. */
    long boundInNeed() {
        return boundInNeed;
    }

    private void findBounds() {
        final double mean = inTransit();
        bound = concurrency + (serviceTimeNs == 0 ? concurrency : (long) Math.ceil(mean));
        boundInNeed = serviceTimeNs == 0 ? bound : concurrency + (long) Math.ceil(mean + 2 * Math.sqrt(mean));
    }

    private double inTransit() {
        return serviceTimeNs == 0 ? 0 : Math.min(IN_TRANSIT_MAX, (double) roundTripNs * concurrency / serviceTimeNs);
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
