package io.wilco.dispatcher.core;

import io.wilco.dispatcher.policy.WorkerPool;
import io.wilco.dispatcher.queue.Admission;
import io.wilco.dispatcher.queue.FairQueue;
import java.nio.charset.StandardCharsets;

/** A service: the workers that offer it now, and the requests that wait for one of them. */
final class Service {
    private final String name;
    private final byte[] nameBytes;
    private final WorkerPool<WorkerNode> pool;
    private final FairQueue queue = new FairQueue();

    /** Whether {@link Scheduler} has it among those to look at. */
    boolean isDirty;

    /** Whether no worker has offered it yet, in the time after the start in which one may still come. */
    boolean isAwaited;

    long rejected;
    long expired;

    Service(final String name, final WorkerPool<WorkerNode> pool) {
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

    /** Requests waiting for a worker. */
    FairQueue queue() {
        return queue;
    }

    /** A guess at how long the queue takes to get shorter: what is in it, over how fast it leaves. */
    long retryAfterNs() {
        final double perNs = pool.perNs();
        return Admission.retryAfterNs(perNs == 0 ? Long.MAX_VALUE : (long) (queue.size() / perNs));
    }
}
