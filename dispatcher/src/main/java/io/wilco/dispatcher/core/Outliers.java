package io.wilco.dispatcher.core;

import io.wilco.dispatcher.policy.WorkerPool;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes workers that fail much more than the others out for a while (outlier ejection, as in gRPC A50 and Envoy): 10 s
 * at first, longer each time it fails again. Never more than half of a service's workers, and never the last ready one:
 * if so many fail, it is not the worker's fault.
 */
final class Outliers {
    /** Answers before a worker is judged. */
    private static final int ANSWERS_MIN = 5;

    /** It fails at least so often, and the others so many times less. */
    private static final double FAILING = 0.5;

    private static final double OTHERS_LESS = 2;

    private static final int DOUBLINGS_MAX = 5;

    private final long baseNs;
    private final Scheduler scheduler;
    private final DispatcherListener listener;
    private final List<WorkerNode> ejected = new ArrayList<>();

    /** @param baseNs how long a worker is out the first time; 0: none ever is */
    Outliers(final long baseNs, final Scheduler scheduler, final DispatcherListener listener) {
        this.baseNs = baseNs;
        this.scheduler = scheduler;
        this.listener = listener;
    }

    /** A worker's handler has failed. */
    void onError(final WorkerNode worker, final Service service, final long nowNs) {
        final double own = worker.load().errorShare();
        if (baseNs == 0 || own < FAILING || worker.isEjected() || worker.load().answers() < ANSWERS_MIN) {
            return;
        }
        if (mayEject(worker) && service.pool().errorShareBut(worker) * OTHERS_LESS < own) {
            worker.eject(nowNs, nowNs + (baseNs << Math.min(worker.ejections(nowNs), DOUBLINGS_MAX)));
            ejected.add(worker);
            worker.publish(nowNs);
            listener.onWorkerEjected(worker.id(), own, worker.ejectedUntilNs() - nowNs, nowNs);
        }
    }

    /** Whether each of its services can do without it. */
    private boolean mayEject(final WorkerNode worker) {
        for (int i = 0; i < worker.offers().size(); i++) {
            if (!mayEject(worker.offers().get(i).service().pool())) {
                return false;
            }
        }
        return true;
    }

    private boolean mayEject(final WorkerPool<WorkerNode> pool) {
        int out = 0;
        for (int i = 0; i < ejected.size(); i++) {
            out += ejected.get(i).isIn(pool) ? 1 : 0;
        }
        return pool.ready() > 1 && 2 * (out + 1) <= pool.size();
    }

    /** Takes back those whose time is over, and those without whom a service has none any more. */
    void onTick(final long nowNs) {
        for (int i = ejected.size() - 1; i >= 0; i--) {
            final WorkerNode worker = ejected.get(i);
            if (nowNs >= worker.ejectedUntilNs() || worker.isNeeded()) {
                takeBack(i, nowNs);
            }
        }
    }

    private void takeBack(final int index, final long nowNs) {
        final WorkerNode worker = ejected.remove(index);
        worker.takeBack();
        scheduler.onChanged(worker, nowNs);
        listener.onWorkerTakenBack(worker.id(), nowNs);
    }

    /** A worker is gone, or new: what was is of no account. */
    void forget(final WorkerNode worker) {
        ejected.remove(worker);
    }

    /** The greatest long if nobody is out. */
    long nextDeadlineNs() {
        long deadlineNs = Long.MAX_VALUE;
        for (int i = 0; i < ejected.size(); i++) {
            deadlineNs = Math.min(deadlineNs, ejected.get(i).ejectedUntilNs());
        }
        return deadlineNs;
    }
}
