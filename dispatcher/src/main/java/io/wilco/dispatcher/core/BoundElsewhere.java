package io.wilco.dispatcher.core;

import io.wilco.wire.RejectReason;

/**
 * Workers that take their shards from another placement than this dispatcher's: from one before it, whose dispatcher is
 * gone or on its way out, or, by mistake, from dispatchers that do not agree with this one. They are told again and
 * again; until they listen nobody can say who owns a key.
 */
final class BoundElsewhere {
    /** For so long that may be because the other one is just going. */
    private static final long TOLERATED_NS = 2_000_000_000L;

    private static final long RETRY_AFTER_NS = 1_000_000_000L;

    private final ServiceTable services;
    private final ShardRouter router;
    private final ShardTeller teller;
    private long repeatNs = Long.MAX_VALUE;

    BoundElsewhere(final ServiceTable services, final ShardRouter router, final ShardTeller teller) {
        this.services = services;
        this.router = router;
        this.teller = teller;
    }

    /** A worker says so. */
    void add(final WorkerNode worker, final long nowNs) {
        if (!worker.isBoundElsewhere()) {
            worker.onBoundElsewhere(nowNs);
        }
        repeatNs = Math.min(repeatNs, nowNs + PlacementReporter.REPEAT_NS);
    }

    void onTick(final long nowNs) {
        if (nowNs >= repeatNs) {
            repeatNs = Long.MAX_VALUE;
            for (final Service service : services.all()) {
                repeat(service, nowNs);
            }
        }
    }

    private void repeat(final Service service, final long nowNs) {
        final WorkerNode bound =
                service.shards() == null ? null : service.pool().find(WorkerNode::isBoundElsewhere);
        if (bound == null) {
            return;
        }
        repeatNs = nowNs + PlacementReporter.REPEAT_NS;
        service.pool().forEach(worker -> {
            final Offer offer = worker.offer(service);
            if (worker.isBoundElsewhere() && offer != null) {
                offer.shards().repeat();
                teller.add(worker);
            }
        });
        if (nowNs - bound.boundElsewhereNs() > TOLERATED_NS) {
            router.rejectParked(service, RejectReason.NO_PLACEMENT, RETRY_AFTER_NS);
        }
    }

    /** The greatest long if nothing is waited for. */
    long nextDeadlineNs() {
        return repeatNs;
    }
}
