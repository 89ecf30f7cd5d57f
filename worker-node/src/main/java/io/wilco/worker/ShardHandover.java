package io.wilco.worker;

import java.time.Duration;
import java.util.List;

/** Shards of a service that come to a worker, or leave it. Any thread may use it. */
public final class ShardHandover {
    private final String service;
    private final List<Integer> shards;
    private final List<Long> epochs;
    private final boolean isLost;
    private final long untilNs;

    ShardHandover(
            final String service,
            final List<Integer> shards,
            final List<Long> epochs,
            final boolean isLost,
            final long untilNs) {
        this.service = service;
        this.shards = shards;
        this.epochs = epochs;
        this.isLost = isLost;
        this.untilNs = untilNs;
    }

    public String service() {
        return service;
    }

    /** Which, of 0 to 1,023. */
    public List<Integer> shards() {
        return shards;
    }

    /**
     * Under which epoch this worker has, or had, one of the {@link #shards}. Whoever has it after this worker has a
     * greater one.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public long epoch(final int shard) {
        final int index = shards.indexOf(shard);
        if (index < 0) {
            throw new IllegalArgumentException("shard " + shard + " is not handed over here");
        }
        return epochs.get(index);
    }

    /** Whether they are gone already, as after a long silence. */
    public boolean isLost() {
        return isLost;
    }

    /** Until the handover goes on, whether or not the listener has returned; negative when that is over. */
    public Duration timeLeft() {
        return Duration.ofNanos(untilNs - System.nanoTime());
    }
}
