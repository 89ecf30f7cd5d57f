package io.wilco.dispatcher.core;

import io.wilco.dispatcher.policy.WorkerPool;

/**
 * A worker's place among those of one service, as long as its link lasts.
 *
 * @param lane of the keyed requests that wait for it
 * @param shards what it holds
 */
record Offer(Service service, WorkerPool.Member<WorkerNode> member, Lane lane, WorkerShards shards) {
    /** The worker's load has changed. */
    void onChanged(final long nowNs) {
        service.pool().onChanged(member, nowNs);
    }

    void withdraw(final long nowNs) {
        service.pool().remove(member, nowNs);
    }
}
