package io.wilco.dispatcher.policy;

/**
 * Chooses among the workers of one {@link WorkerGroup}, which it knows by their index there. It is told of every change
 * of a worker's load, so that a decision need not look at all of them: constant or logarithmic time, no allocation. On
 * the engine's thread.
 */
public interface Policy {
    /** No worker is to get it now: the request stays in the central queue. */
    int NONE = -1;

    /** The load of this worker has changed, or it is new, as the last one, or it has taken the index of another one. */
    void onChanged(int index, long nowNs);

    /** The worker of this index is about to leave, and the last one is going to take its index. */
    default void onRemoving(final int index, final int last) {}

    /** A worker has answered a request that took so long since it was assigned. */
    default void onReply(final int index, final long latencyNs, final long nowNs) {}

    /**
     * Picks a worker that should be asked to give back the last request given to it, since that will probably not be
     * begun there for long. {@link WorkerLoad#onAsked} and {@link #onChanged} follow.
     *
     * @param queued requests that wait in the central queue
     * @return the index of one that has more requests than handlers, or {@link #NONE}
     */
    default int pickForRecall(final long nowNs, final int queued) {
        return NONE;
    }

    /** When {@link #pickForRecall} picks one if nothing changes: by then or earlier; the greatest long if never. */
    default long recallNs(final int queued) {
        return Long.MAX_VALUE;
    }

    /**
     * Picks a worker.
     *
     * @param queued requests that wait in the central queue, the one to be assigned included
     * @return the index of one that {@link WorkerLoad#canTake}, or {@link #NONE}
     */
    int pick(long nowNs, int queued);
}
