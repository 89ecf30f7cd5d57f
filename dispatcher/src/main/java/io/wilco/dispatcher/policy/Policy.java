package io.wilco.dispatcher.policy;

/**
 * Chooses the worker of the next request. Called for each request while there is one to assign, on the engine's thread;
 * must not allocate.
 */
public interface Policy {
    /** No worker is to get it now: the request stays in the central queue. */
    int NONE = -1;

    /**
     * Picks a worker.
     *
     * @param workers of one service; the first {@code count} are valid
     * @return the index of one that {@link WorkerLoad#canTake}, or {@link #NONE}
     */
    int pick(WorkerLoad[] workers, int count);
}
