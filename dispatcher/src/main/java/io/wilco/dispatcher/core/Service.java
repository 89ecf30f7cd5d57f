package io.wilco.dispatcher.core;

import io.wilco.dispatcher.policy.Policy;
import io.wilco.dispatcher.policy.WorkerLoad;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A service: the workers that offer it now, and the requests that wait for one of them. */
final class Service {
    private static final long RETRY_AFTER_MIN_NS = 1_000_000L;
    private static final long RETRY_AFTER_MAX_NS = 1_000_000_000L;

    private final String name;
    private final byte[] nameBytes;
    private final Policy policy;
    private final SlotList queue;
    private WorkerNode[] workers = new WorkerNode[4];
    private WorkerLoad[] loads = new WorkerLoad[4];
    private int workerCount;

    /** Whether {@link Scheduler} has it among those to look at. */
    boolean isDirty;

    /** Whether no worker has offered it yet, in the time after the start in which one may still come. */
    boolean isAwaited;

    long rejected;
    long expired;

    Service(final String name, final Policy policy, final RequestTable table) {
        this.name = name;
        this.nameBytes = name.getBytes(StandardCharsets.UTF_8);
        this.policy = policy;
        this.queue = table.newPlaceList();
    }

    String name() {
        return name;
    }

    byte[] nameBytes() {
        return nameBytes;
    }

    /** Requests waiting for a worker, in the order in which they will be assigned. */
    SlotList queue() {
        return queue;
    }

    int workerCount() {
        return workerCount;
    }

    void add(final WorkerNode worker) {
        if (workerCount == workers.length) {
            workers = Arrays.copyOf(workers, 2 * workerCount);
            loads = Arrays.copyOf(loads, 2 * workerCount);
        }
        workers[workerCount] = worker;
        loads[workerCount] = worker.load();
        workerCount++;
    }

    void remove(final WorkerNode worker) {
        for (int i = 0; i < workerCount; i++) {
            if (workers[i] == worker) {
                workerCount--;
                workers[i] = workers[workerCount];
                loads[i] = loads[workerCount];
                return;
            }
        }
    }

    /** The worker to get the next request, or {@link Policy#NONE}. */
    int pick() {
        return policy.pick(loads, workerCount);
    }

    WorkerNode worker(final int index) {
        return workers[index];
    }

    /** Workers that could be given a request, were the policy to allow it. */
    int readyWorkers() {
        int ready = 0;
        for (int i = 0; i < workerCount; i++) {
            ready += loads[i].isReady() ? 1 : 0;
        }
        return ready;
    }

    /** A guess at how long the queue takes to get shorter: what is in it, over how fast it leaves. */
    long retryAfterNs() {
        double perNs = 0;
        for (int i = 0; i < workerCount; i++) {
            perNs += (double) loads[i].concurrency() / Math.max(1, loads[i].serviceTimeNs());
        }
        final double ns = perNs == 0 ? RETRY_AFTER_MAX_NS : queue.size() / perNs;
        return (long) Math.max(RETRY_AFTER_MIN_NS, Math.min(ns, RETRY_AFTER_MAX_NS));
    }
}
