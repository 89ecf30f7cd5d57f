package io.wilco.dispatcher.core;

import io.wilco.dispatcher.policy.WorkerPool;

/** A worker's place among those of one service. */
record Offer(Service service, WorkerPool.Member<WorkerNode> member) {
    /** The worker's load has changed. */
    void onChanged(final long nowNs) {
        service.pool().onChanged(member, nowNs);
    }

    void withdraw(final long nowNs) {
        service.pool().remove(member, nowNs);
    }
}
