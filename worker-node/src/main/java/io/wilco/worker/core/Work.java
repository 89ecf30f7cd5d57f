package io.wilco.worker.core;

/** Executes requests. Called on the engine's thread, so it must not wait. */
public interface Work {
    /**
     * Begins to execute. To be followed by exactly one {@link WorkerEngine#complete}, from within or later, always on
     * the engine's thread.
     *
     * @param executionId names the execution
     */
    void start(long nowNs, long executionId, RequestView request);

    /**
     * Shards have come, or leave.
     *
     * @return whether {@link WorkerEngine#completeHandover} follows, within {@link WorkerConfig#handoverMaxNs}; false:
     *     it is over
     */
    default boolean handOver(final long nowNs, final Handover handover) {
        return false;
    }

    /** The caller no longer wants the result of an execution that has started. Completing it stays necessary. */
    default void cancel(final long executionId) {}
}
