package io.wilco.dispatcher.core;

import io.wilco.dispatcher.placement.Node;
import io.wilco.dispatcher.placement.ShardPlan;
import io.wilco.wire.Shards;
import org.jspecify.annotations.Nullable;

/** The owners of a service's shards, as far as they have a link to this dispatcher. */
final class ShardMap {
    private final ShardPlan plan;
    private final @Nullable Offer[] owners = new Offer[Shards.COUNT];
    private long knownVersion;
    private long builtVersion;
    private boolean isInvalid = true;

    ShardMap(final ShardPlan plan) {
        this.plan = plan;
    }

    ShardPlan plan() {
        return plan;
    }

    /** Of the plan that workers have been told of. */
    long knownVersion() {
        return knownVersion;
    }

    void onKnown() {
        knownVersion = plan.version();
    }

    /** A worker of the service has come or gone. */
    void invalidate() {
        isInvalid = true;
    }

    /** Looks again at who owns what, if that may have changed; true if so. */
    boolean refresh(final Service service, final WorkerRegistry registry) {
        if (!isInvalid && builtVersion == plan.version()) {
            return false;
        }
        isInvalid = false;
        builtVersion = plan.version();
        rebuild(service, registry);
        return true;
    }

    private void rebuild(final Service service, final WorkerRegistry registry) {
        Node last = null;
        Offer offer = null;
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            final Node owner = plan.owner(shard);
            if (owner != last) {
                last = owner;
                offer = owner == null ? null : offer(owner, service, registry);
            }
            owners[shard] = offer;
        }
    }

    private static @Nullable Offer offer(final Node owner, final Service service, final WorkerRegistry registry) {
        final WorkerNode worker = registry.ofId(owner.id());
        return worker == null || worker.incarnation() != owner.incarnation() ? null : worker.offer(service);
    }

    /** Where requests of a shard go now; null if they have to wait. */
    @Nullable
    Offer ready(final int shard) {
        final Offer offer = owners[shard];
        return offer != null && !plan.isMoving(shard) && offer.shards().isReady(shard, plan.epoch(shard))
                ? offer
                : null;
    }

    /** Microseconds of each second that each shard's owner is busy with it, by its own word. */
    void copyWork(final long[] into) {
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            final Offer offer = owners[shard];
            into[shard] = offer == null ? 0 : offer.shards().workUs(shard);
        }
    }

    /** The owner, ready or not; null if there is none, or it has no link to this dispatcher. */
    @Nullable
    Offer owner(final int shard) {
        return owners[shard];
    }
}
