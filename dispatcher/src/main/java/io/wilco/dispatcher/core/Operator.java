package io.wilco.dispatcher.core;

import org.jspecify.annotations.Nullable;

/** What people change while the dispatcher runs. What is refused says why, in words for them. */
final class Operator {
    private final WorkerRegistry registry;
    private final Scheduler scheduler;
    private final PlacementKeeper keeper;

    Operator(final WorkerRegistry registry, final Scheduler scheduler, final PlacementKeeper keeper) {
        this.registry = registry;
        this.scheduler = scheduler;
        this.keeper = keeper;
    }

    /** Changes what a worker is to get, all of it or nothing; it may also be one that is down, but still known. */
    OperatorResult change(final String id, final WorkerChange change, final long nowNs) {
        final WorkerNode worker = registry.ofId(id);
        if (worker == null) {
            return new OperatorResult(OperatorResult.Status.UNKNOWN_WORKER, "no worker is named '" + id + "'");
        }
        final AdminState state = change.state();
        final boolean takesOut = state != null && state != AdminState.READY;
        final String needing = takesOut && !change.isForced() ? needing(worker) : null;
        if (needing != null) {
            return new OperatorResult(
                    OperatorResult.Status.REFUSED,
                    "worker '" + id + "' is the last ready one of service '" + needing
                            + "'; start another one first, or force it");
        }
        if (change.weight() != 0) {
            worker.standing().setWeight(change.weight());
            worker.onWeight(nowNs);
        }
        if (state != null) {
            worker.standing().setWanted(state);
            worker.update();
        }
        scheduler.onChanged(worker, nowNs);
        keeper.reporter().onWanted(worker);
        if (state == AdminState.MAINT) {
            scheduler.onWorkerSuspect(worker);
        }
        return OperatorResult.DONE;
    }

    /** A service that would have no ready worker without this one. */
    private static @Nullable String needing(final WorkerNode worker) {
        if (!worker.isWell()) {
            return null;
        }
        for (final Offer offer : worker.offers()) {
            // A worker that pauses for a moment is well: whether this is the last one must not hang on that.
            if (!offer.service().pool().hasAny(other -> other != worker && other.isWell())) {
                return offer.service().name();
            }
        }
        return null;
    }
}
