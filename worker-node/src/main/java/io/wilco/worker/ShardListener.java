package io.wilco.worker;

/**
 * Is told of the shards that a worker owns; for handlers that keep something for the keys they are asked for. Called on
 * one thread of its own, one call after the other; may take its time, within {@link ShardHandover#timeLeft}. What is
 * thrown goes to that thread's uncaught exception handler; the handover goes on.
 */
public interface ShardListener {
    /**
     * Shards have come to this worker. Requests for them come when this returns; so what is kept for them can be loaded
     * here.
     */
    default void onShardsAcquired(final ShardHandover handover) {}

    /**
     * Shards leave this worker. No handler runs for them any more, and none of another worker yet: their next owner
     * gets them when this returns; so what is kept for them can be stored here. Unless {@link ShardHandover#isLost}:
     * then another worker may own them already, and what is stored must be fenced by their epochs.
     */
    default void onShardsReleased(final ShardHandover handover) {}
}
