package io.wilco.dispatcher.core;

import io.wilco.dispatcher.placement.Council;
import io.wilco.dispatcher.placement.Placement;
import io.wilco.dispatcher.placement.Rebalancer;
import io.wilco.dispatcher.placement.ShardPlan;
import io.wilco.wire.Shards;

/** When shards are to be shared out anew: so that everybody has a fair share of them, and of the work they make. */
final class Levelling {
    /** Workers that come one after the other get their shares together. */
    private static final long SETTLE_NS = 200_000_000L;

    /** One that does not lead leaves it to the one that does, for so long. */
    private static final long STANDING_BY_NS = 1_500_000_000L;

    private static final long NEVER = Long.MAX_VALUE;

    private final Council council;
    private final Placement placement;
    private final ServiceTable services;
    private final PlacementReporter reporter;
    private final long[] workUs = new long[Shards.COUNT];
    private final long notBeforeNs;
    private long balanceNs = NEVER;
    private long rebalanceNs = NEVER;

    Levelling(
            final Council council,
            final Placement placement,
            final ServiceTable services,
            final PlacementReporter reporter,
            final long nowNs) {
        this.council = council;
        this.placement = placement;
        this.services = services;
        this.reporter = reporter;
        // Whoever was an owner by a placement before this one may still act as one.
        notBeforeNs = council.isNew() ? nowNs + PlacementReporter.LEASE_OVER_NS : nowNs;
    }

    /** Something was agreed on, or a worker has come or gone. */
    void onChanged(final long nowNs) {
        if (placement.plans().isEmpty() || !council.hasSay()) {
            return;
        }
        if (rebalanceNs == NEVER) {
            rebalanceNs = nowNs + Rebalancer.ROUND_NS;
        }
        // Looked at when the time has come, for many may come one after the other.
        if (balanceNs == NEVER) {
            balanceNs = Math.max(nowNs + (council.isLeading() ? SETTLE_NS : STANDING_BY_NS), notBeforeNs);
        }
    }

    void onTick(final long nowNs) {
        if (nowNs >= balanceNs) {
            balanceNs = NEVER;
            if (placement.isUnbalanced()) {
                balanceNs = nowNs + PlacementReporter.REPEAT_NS;
                reporter.onUnbalanced();
            }
        }
        if (nowNs >= rebalanceNs) {
            rebalanceNs = nowNs + Rebalancer.ROUND_NS;
            if (council.isLeading()) {
                rebalance();
            }
        }
    }

    /** Moves shards for the sake of load. */
    private void rebalance() {
        for (final ShardPlan plan : placement.plans()) {
            final Service service = services.named(plan.service());
            final ShardMap map = service == null ? null : service.shards();
            if (map != null) {
                map.copyWork(workUs);
                Rebalancer.moves(placement, plan, workUs).forEach(reporter::onOverloaded);
            }
        }
    }

    /** The greatest long if nothing is waited for. */
    long nextDeadlineNs() {
        return Math.min(balanceNs, rebalanceNs);
    }
}
