package io.wilco.dispatcher.core;

import io.wilco.dispatcher.policy.WorkerPool;
import io.wilco.dispatcher.queue.Admission;
import io.wilco.dispatcher.queue.FairQueue;
import io.wilco.dispatcher.queue.RetryBudget;
import io.wilco.dispatcher.queue.SlotList;
import java.nio.charset.StandardCharsets;

/** A service: the workers that offer it now, and the requests that wait for one of them. */
final class Service {
    /** Second tries are for a few: more would not be stragglers but an overload. */
    private static final int HEDGED_PERCENT_MAX = 4;

    private static final int RETRIES_SAVED_MAX = 1_000;
    private static final int HEDGES_SAVED_MAX = 20;

    private final long number;
    private final String name;
    private final byte[] nameBytes;
    private final WorkerPool<WorkerNode> pool;
    private final FairQueue queue = new FairQueue();
    private final SlotList hedgeable;
    private final RetryBudget retries;
    private final RetryBudget hedges;
    private final SlowestShare slowest;

    /** Whether {@link Scheduler} has it among those to look at. */
    boolean isDirty;

    /** Whether no worker has offered it yet, in the time after the start in which one may still come. */
    boolean isAwaited;

    /** Whether {@link Recaller} watches it. */
    boolean isWatched;

    long rejected;
    long hedged;
    long recalled;
    long expired;

    /** @param number that no other has had */
    Service(
            final long number,
            final String name,
            final WorkerPool<WorkerNode> pool,
            final SlotList hedgeable,
            final SchedulingConfig scheduling) {
        this.hedgeable = hedgeable;
        retries = new RetryBudget(scheduling.retryPercent(), RETRIES_SAVED_MAX);
        hedges = new RetryBudget(Math.min(HEDGED_PERCENT_MAX, scheduling.retryPercent()), HEDGES_SAVED_MAX);
        slowest = new SlowestShare(scheduling.hedgePercentile());
        this.number = number;
        this.name = name;
        this.nameBytes = name.getBytes(StandardCharsets.UTF_8);
        this.pool = pool;
    }

    /** That no other has had. */
    long number() {
        return number;
    }

    String name() {
        return name;
    }

    byte[] nameBytes() {
        return nameBytes;
    }

    /** The workers that offer it, and the choice among them. */
    WorkerPool<WorkerNode> pool() {
        return pool;
    }

    /** Requests waiting for a worker. */
    FairQueue queue() {
        return queue;
    }

    /** A request was let in. */
    void onRequest(final long nowNs) {
        retries.onRequest(nowNs);
        hedges.onRequest(nowNs);
    }

    /** Requests at a worker that a second one may get, in the order in which they were assigned. */
    SlotList hedgeable() {
        return hedgeable;
    }

    /** How many requests may be made again. */
    RetryBudget retries() {
        return retries;
    }

    /** How many requests may get a second worker. */
    RetryBudget hedges() {
        return hedges;
    }

    /** From when on a request takes longer than most. */
    SlowestShare slowest() {
        return slowest;
    }

    /** A guess at how long the queue takes to get shorter: what is in it, over how fast it leaves. */
    long retryAfterNs() {
        final double perNs = pool.perNs();
        return Admission.retryAfterNs(perNs == 0 ? Long.MAX_VALUE : (long) (queue.size() / perNs));
    }
}
