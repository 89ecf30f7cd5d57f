package io.wilco.dispatcher.core;

import io.wilco.dispatcher.policy.WorkerPool;
import io.wilco.dispatcher.queue.Admission;
import io.wilco.dispatcher.queue.RetryBudget;
import io.wilco.dispatcher.queue.SlotList;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A service: the workers that offer it now, and the requests that wait for one of them. */
final class Service extends Line {
    /** Second tries are for a few: more would not be stragglers but an overload. */
    private static final int HEDGED_PERCENT_MAX = 4;

    private static final int RETRIES_SAVED_MAX = 1_000;
    private static final int HEDGES_SAVED_MAX = 20;

    private final String name;
    private final byte[] nameBytes;
    private final WorkerPool<WorkerNode> pool;
    private final SlotList hedgeable;
    private final RetryBudget retries;
    private final RetryBudget hedges;
    private final SlowestShare slowest;
    private final Parking parking;
    private @Nullable ShardMap shards;

    /** Whether no worker has offered it yet, in the time after the start in which one may still come. */
    boolean isAwaited;

    /** Whether {@link Recaller} watches it. */
    boolean isWatched;

    /** When owners of its shards were last asked for; long ago at first. */
    long useProposedNs = Long.MIN_VALUE / 2;

    long rejected;
    long hedged;
    long recalled;
    long expired;

    /**
     * A service without workers.
     *
     * @param number that no other has had
     * @param parkingNumber that no other has had
     */
    Service(
            final long number,
            final long parkingNumber,
            final String name,
            final WorkerPool<WorkerNode> pool,
            final SlotList hedgeable,
            final SchedulingConfig scheduling) {
        super(number);
        this.hedgeable = hedgeable;
        retries = new RetryBudget(scheduling.retryPercent(), RETRIES_SAVED_MAX);
        hedges = new RetryBudget(Math.min(HEDGED_PERCENT_MAX, scheduling.retryPercent()), HEDGES_SAVED_MAX);
        slowest = new SlowestShare(scheduling.hedgePercentile());
        parking = new Parking(parkingNumber, this);
        this.name = name;
        this.nameBytes = name.getBytes(StandardCharsets.UTF_8);
        this.pool = pool;
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

    @Override
    Service service() {
        return this;
    }

    @Override
    double perNs() {
        return pool.perNs();
    }

    @Override
    double serviceNs() {
        return pool.serviceNs();
    }

    @Override
    long freeHandlers() {
        return pool.freeHandlers();
    }

    /** Who owns which shard; null while nobody has asked for a key. */
    @Nullable
    ShardMap shards() {
        return shards;
    }

    void setShards(final @Nullable ShardMap map) {
        shards = map;
    }

    /** Keyed requests that wait for their shard to have an owner that is ready. */
    Parking parking() {
        return parking;
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
        return Admission.retryAfterNs(perNs == 0 ? Long.MAX_VALUE : (long) (queue().size() / perNs));
    }
}
