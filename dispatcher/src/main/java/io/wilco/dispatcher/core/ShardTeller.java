package io.wilco.dispatcher.core;

import io.wilco.dispatcher.placement.Council;
import io.wilco.dispatcher.placement.Node;
import io.wilco.dispatcher.placement.Placement;
import io.wilco.dispatcher.placement.ShardPlan;
import io.wilco.link.Link;
import io.wilco.wire.Bytes;
import io.wilco.wire.MessageKind;
import io.wilco.wire.Shards;
import io.wilco.wire.ShardsFlyweight;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/** Tells workers what they own, page by page, as there is room in their links. */
final class ShardTeller {
    private final Set<WorkerNode> waiting = new LinkedHashSet<>();
    private final ByteBuffer scratch = Bytes.heap(ShardsFlyweight.LENGTH_MAX);
    private final Council council;

    ShardTeller(final Council council) {
        this.council = council;
    }

    /** A worker may have to be told something. */
    void add(final WorkerNode worker) {
        waiting.add(worker);
    }

    /** Tells what can be told now. */
    void run(final Placement placement) {
        waiting.removeIf(worker -> tell(worker, placement));
    }

    /** False if there was no room for all of it. */
    private boolean tell(final WorkerNode worker, final Placement placement) {
        final Link link = worker.link();
        final Node node = placement.node(worker.id(), worker.incarnation());
        if (link == null || node == null) {
            return true;
        }
        for (int i = 0; i < worker.offers().size(); i++) {
            final Offer offer = worker.offers().get(i);
            final ShardPlan plan = placement.plan(offer.service().name());
            final WorkerShards shards = offer.shards();
            for (int page = shards.nextUnsaid(); plan != null && page >= 0; page = shards.nextUnsaid()) {
                final int length = write(plan, node, page, placement);
                if (link.offer(MessageKind.SHARDS, scratch, length, scratch, 0, 0) == Link.FULL) {
                    return false;
                }
                shards.onSaid(page, plan.ownsAny(node, page), plan.pageVersion(page));
            }
        }
        return true;
    }

    private int write(final ShardPlan plan, final Node node, final int page, final Placement placement) {
        int length = ShardsFlyweight.writeHeader(
                scratch, 0, council.authority(), plan.pageVersion(page), placement.term(), page, plan.service());
        // Only what all agree on: that this dispatcher has a say in whether the worker is gone.
        if (placement.isMember(council.self()) && node.isSeenBy(council.self())) {
            ShardsFlyweight.setGrantsLease(scratch, 0);
        }
        for (int shard = page * Shards.PAGE; shard < (page + 1) * Shards.PAGE; shard++) {
            if (plan.owner(shard) == node) {
                length = ShardsFlyweight.append(scratch, 0, length, shard, plan.epoch(shard), plan.isMoving(shard));
            }
        }
        return length;
    }
}
