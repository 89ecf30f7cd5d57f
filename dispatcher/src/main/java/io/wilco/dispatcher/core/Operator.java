package io.wilco.dispatcher.core;

import io.wilco.dispatcher.policy.WorkerLoad;
import org.jspecify.annotations.Nullable;

/** What people change while the dispatcher runs. What is refused says why, in words for them. */
final class Operator {
    private final WorkerRegistry registry;
    private final Scheduler scheduler;

    Operator(final WorkerRegistry registry, final Scheduler scheduler) {
        this.registry = registry;
        this.scheduler = scheduler;
    }

    /** Sets a worker's weight; returns why not, or an empty text. */
    String setWeight(final String id, final int weight, final long nowNs) {
        final WorkerNode worker = registry.ofId(id);
        if (worker == null) {
            return unknown(id);
        }
        if (weight < 1 || weight > WorkerLoad.WEIGHT_MAX) {
            return "a weight is 1 to " + WorkerLoad.WEIGHT_MAX + ", not " + weight;
        }
        worker.standing().setWeight(weight);
        worker.onWeight(nowNs);
        scheduler.onChanged(worker, nowNs);
        return "";
    }

    /**
     * Sets what is wanted of a worker; returns why not, or an empty text.
     *
     * @param isForced even if a service has no other ready worker then
     */
    String setState(final String id, final AdminState state, final boolean isForced, final long nowNs) {
        final WorkerNode worker = registry.ofId(id);
        if (worker == null) {
            return unknown(id);
        }
        final String needing = state == AdminState.READY || isForced ? null : needing(worker);
        if (needing != null) {
            return "worker '" + id + "' is the last ready one of service '" + needing
                    + "'; start another one first, or force it";
        }
        worker.standing().setWanted(state);
        worker.update();
        scheduler.onChanged(worker, nowNs);
        if (state == AdminState.MAINT) {
            scheduler.onWorkerSuspect(worker);
        }
        return "";
    }

    private static String unknown(final String id) {
        return "no worker is named '" + id + "'";
    }

    /** A service that would have no ready worker without this one. */
    private static @Nullable String needing(final WorkerNode worker) {
        for (final Offer offer : worker.offers()) {
            if (worker.load().isReady() && offer.service().pool().ready() == 1) {
                return offer.service().name();
            }
        }
        return null;
    }
}
