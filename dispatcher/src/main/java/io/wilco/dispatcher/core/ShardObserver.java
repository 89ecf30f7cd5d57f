package io.wilco.dispatcher.core;

import io.wilco.dispatcher.placement.Node;
import io.wilco.dispatcher.placement.Placement;
import io.wilco.dispatcher.placement.ShardPlan;
import io.wilco.wire.Shards;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What there is to see of shards, for people and monitoring; allocates. */
final class ShardObserver {
    private final Placement placement;
    private final ServiceTable services;

    ShardObserver(final Placement placement, final ServiceTable services) {
        this.placement = placement;
        this.services = services;
    }

    /** Who owns what, of the services that were asked for a key. */
    List<ShardsSnapshot> snapshot() {
        final List<ShardsSnapshot> all = new ArrayList<>();
        for (final ShardPlan plan : placement.plans()) {
            final Service service = services.named(plan.service());
            all.add(snapshot(plan, service == null ? null : service.shards()));
        }
        return all;
    }

    private static ShardsSnapshot snapshot(final ShardPlan plan, final @Nullable ShardMap map) {
        final long[] workUs = new long[Shards.COUNT];
        if (map != null) {
            map.copyWork(workUs);
        }
        final List<ShardsSnapshot.ShardSnapshot> shards = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            final Node owner = plan.owner(shard);
            shards.add(new ShardsSnapshot.ShardSnapshot(
                    owner == null ? "" : owner.id(),
                    plan.epoch(shard),
                    plan.nextId(shard),
                    plan.isMoving(shard),
                    map != null && map.ready(shard) != null,
                    workUs[shard]));
        }
        return new ShardsSnapshot(plan.service(), plan.version(), plan.moves(), shards);
    }

    /** How many shards of a service have no owner that requests can go to now. */
    static int waiting(final Service service) {
        final ShardMap map = service.shards();
        int waiting = 0;
        for (int shard = 0; map != null && shard < Shards.COUNT; shard++) {
            waiting += map.ready(shard) == null ? 1 : 0;
        }
        return waiting;
    }

    /** How many shards of a service have changed hands. */
    static long moved(final Service service) {
        final ShardMap map = service.shards();
        return map == null ? 0 : map.plan().moves();
    }
}
